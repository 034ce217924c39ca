# Arr only: the words of the error
x = arange(3)
0 < x < 2
