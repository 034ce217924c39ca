# Arr only: the words of the error
def f(layer) { return layr + 1 }
f(1)
