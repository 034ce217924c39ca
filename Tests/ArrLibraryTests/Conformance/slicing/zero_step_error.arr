# Arr only: the words of the error
xs = [1, 2]
xs[::0]
