xs = [0, 1, 2, 3, 4]
xs[3:1] = ["x"]
print(xs)
