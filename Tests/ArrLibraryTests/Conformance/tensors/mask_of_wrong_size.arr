# Arr only: the words of the error
x = arange(4)
x[[true, false]]
