def f() { return 1 }
def g() { return f() }
def f() { return 2 }
print(g())
