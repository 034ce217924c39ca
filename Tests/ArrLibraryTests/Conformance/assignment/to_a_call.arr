# Arr only: the words of the error
def f() { return [1] }
f() = 3
