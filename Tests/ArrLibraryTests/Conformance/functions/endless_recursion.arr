# Arr only: the words of the error
def f(n) { return f(n + 1) }
try { f(0) } catch e { print(e.message) }
print("still here")
