# Arr only: the words of the error
xs = []
xs[0]
