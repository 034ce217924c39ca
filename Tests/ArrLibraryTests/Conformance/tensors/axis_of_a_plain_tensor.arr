# Arr only: the words of the error
x = arange(3)
x[pos=0]
