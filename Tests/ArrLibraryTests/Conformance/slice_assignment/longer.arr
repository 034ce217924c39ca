xs = [0, 1, 2]
xs[1:2] = ["a", "b", "c"]
print(xs)
