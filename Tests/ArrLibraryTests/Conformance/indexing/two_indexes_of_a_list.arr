# Arr only: the words of the error
xs = [[1, 2], [3, 4]]
xs[0, 1]
