# Arr only: the words of the error
*a, *b = [1, 2]
