xs = [0, 1, 2, 3, 4]
xs[1:3] = []
print(xs)
xs[:] = []
print(xs)
