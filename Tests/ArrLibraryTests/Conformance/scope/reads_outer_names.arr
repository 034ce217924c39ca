x = "outer"
def f() { return x }
x = "changed"
print(f())
