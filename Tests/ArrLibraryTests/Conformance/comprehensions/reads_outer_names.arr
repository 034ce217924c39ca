n = 10
def f(m) { return [n + m + i for i in range(2)] }
print([n + i for i in range(3)], f(100))
