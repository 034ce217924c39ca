# Arr only: the words of the error
f = lambda x: x + 1
