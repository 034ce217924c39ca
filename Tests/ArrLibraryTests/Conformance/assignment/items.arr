xs = [1, 2, 3]
xs[0] = "a"
xs[-1] = [1]
d = {}
d["k"] = 1
d[1, 2] = 2
d["k"] = 3
print(xs, d)
