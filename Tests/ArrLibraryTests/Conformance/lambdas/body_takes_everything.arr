f = x => x if x > 0 else -x
g = x => x + 1 == 2 and true or false
h = x => [x, x * 2]
k = x => (x, x)
print(f(-3), f(3), g(1), g(2), h(2), k(1))
