# Arr only: a call gives a value of its own, and CPython's list may be held by somebody
def f() { return [1] }
f()[0] = 3
