# Arr only: the words of the error
xs = [1, 2, 3]
xs[0:1] = 5
