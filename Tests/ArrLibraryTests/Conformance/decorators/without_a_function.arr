# Arr only: the words of the error
@len
x = 5
