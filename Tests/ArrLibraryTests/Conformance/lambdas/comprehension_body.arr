f = n => [i for i in range(n)]
print(f(3), [g(2) for g in [x => x + 1, x => x * 5]])
