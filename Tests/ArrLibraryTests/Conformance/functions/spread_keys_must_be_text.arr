# Arr only: the words of the error
def f(a) { return a }
f(**{1: 2})
