n = 5
f = (x, y=n) => x + y
n = 100
print(f(1), f(1, 2))
