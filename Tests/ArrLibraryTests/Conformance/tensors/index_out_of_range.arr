# Arr only: the words of the error
x = arange(6).reshape([2, 3])
x[0, 3]
