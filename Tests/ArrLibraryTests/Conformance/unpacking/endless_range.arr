# Arr only: the words of the error; no more is taken than needed
a, b = range(1000000000)
