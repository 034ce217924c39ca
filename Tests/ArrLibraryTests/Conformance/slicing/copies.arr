# Arr only: a slice is a value of its own, as everything is
xs = [[1], [2]]
ys = xs[:]
ys[0].append(9)
print(xs, ys)
