def fact(n) { return 1 if n < 2 else n * fact(n - 1) }
print(fact(20))
def deep(n) { return 0 if n == 0 else 1 + deep(n - 1) }
print(deep(200))
def forever(n) { return forever(n + 1) }
try { forever(0) } catch e { print(e.code, e.message) }
forever(0)
