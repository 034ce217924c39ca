# Arr only: values never alias
x = arange(2)
xs = [x, x]
xs[0][0] = 5
print(xs[0].tolist(), xs[1].tolist(), x.tolist())
