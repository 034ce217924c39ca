# Arr only: values never alias
xs = [[1], [2], [3]]
part = xs[1:]
part[0].append(0)
xs[2].append(5)
print(xs, part)
