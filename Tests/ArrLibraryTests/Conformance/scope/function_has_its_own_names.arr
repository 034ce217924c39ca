x = "outer"
def f() { x = "inner"; return x }
print(f(), x)
