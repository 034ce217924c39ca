xs = [0, 1, 2, 3, 4]
xs[1:4] = ["a"]
print(xs)
