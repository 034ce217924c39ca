# Arr only: the words of the error
def f(a, b=1) { return a }
f(a=1, a=2)
