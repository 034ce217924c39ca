# Arr only: the words of the error
def f(a, a) { return a }
