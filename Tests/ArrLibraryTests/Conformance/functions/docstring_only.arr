# Arr only: a docstring alone is no value
def f() { "Says nothing." }
print(f())
