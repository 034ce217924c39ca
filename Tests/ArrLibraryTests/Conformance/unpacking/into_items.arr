xs = [0, 0]
d = {}
xs[0], d["k"], (xs[1], y) = 1, 2, (3, 4)
print(xs, d, y)
