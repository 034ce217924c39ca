xs = list(range(6))
xs[::2] = ["a", "b", "c"]
print(xs)
xs[1::2] = (1, 2, 3)
print(xs)
