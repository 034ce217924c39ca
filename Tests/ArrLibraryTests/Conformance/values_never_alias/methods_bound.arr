# Arr only: a method taken off a value works on a value of its own
xs = [3, 1, 2]
sort = xs.sort
sort()
print(xs)
