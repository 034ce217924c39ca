# Arr only: values never alias
xs = [1, 2]
ys = xs
ys.append(3)
xs[0] = "changed"
print(xs, ys)
