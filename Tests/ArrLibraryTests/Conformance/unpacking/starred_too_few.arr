# Arr only: the words of the error
a, *rest, b = [1]
