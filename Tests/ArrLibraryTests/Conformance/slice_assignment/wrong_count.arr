# Arr only: the words of the error
xs = [0, 1, 2, 3]
xs[::2] = [1]
