def f() { secret = 1 }
f()
try { print(secret) } catch { print("not defined") }
