e = "outer"
def f() { try { raise "x" } catch e { return e.message } }
print(f(), e)
