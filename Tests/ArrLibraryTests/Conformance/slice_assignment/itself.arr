xs = [1, 2, 3]
xs[1:1] = xs
print(xs)
xs[::2] = xs[1:4]
print(xs)
