# Arr only: a list cannot hold itself
xs = [1]
xs.append(xs)
xs[0] = xs
print(xs)
d = {}
d["self"] = d
print(d)
