def f() { return [1] }
f()[0] = 3
print(f())
