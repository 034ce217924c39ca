# Arr only: the words of the error
def f(a=1, b) { return a }
