x = arange(6)
x[x > 3] = -1
x[x == 0] = 100
print(x.tolist())
m = arange(6).reshape([2, 3])
m[m % 2 == 1] = [10, 30, 50]
m[[false, true]] = 9
print(m.tolist())
