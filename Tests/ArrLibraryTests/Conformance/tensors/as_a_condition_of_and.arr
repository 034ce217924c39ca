# Arr only: the words of the error
x = arange(3)
x > 0 and x < 2
