def f(x) { return x + 1 }
g = f
print(g(1), [f, g][1](2), {"k": f}["k"](3), (f if true else none)(4))
