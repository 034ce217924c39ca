xs = [0, 1, 2]
xs[1:2] = (7, 8)
xs[:1] = "ab"
xs[-1:] = range(2)
xs[:0] = {"k": 1}
print(xs)
