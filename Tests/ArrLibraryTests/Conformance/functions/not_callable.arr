# Arr only: the words of the error
x = 5
x(1)
