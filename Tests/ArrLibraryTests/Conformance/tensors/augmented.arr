x = arange(5)
x += 10
x *= 2
x[1:3] -= 5
x[0] //= 3
x[x > 25] += 100
print(x.tolist())
