# Arr only: the words of the error
xs = [1]
xs[5] = 2
