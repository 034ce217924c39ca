# Arr only: the words of the error
x = 3
assert x == 4
