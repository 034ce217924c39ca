def f() { }
g = f
print(f == g, f == (() => 1), f != g, f in [g])
