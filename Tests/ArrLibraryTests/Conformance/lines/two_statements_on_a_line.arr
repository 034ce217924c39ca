# Arr only: the words of the error
x = 1 y = 2
