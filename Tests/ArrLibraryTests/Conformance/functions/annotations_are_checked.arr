# Arr only: annotations that name a type are checked
def f(x: int) { return x }
f("a")
