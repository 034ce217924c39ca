xs = [0, 1, 2, 3]
xs[1:3] += ["a"]
print(xs)
xs[:2] *= 2
print(xs)
