# Arr only: the words of the error
a, (b, c) = 1, (2,)
