# Arr only: values never alias, where NumPy's arrays are views
x = arange(4)
y = x
y[0] = 9
part = x[1:3]
part[0] = 7
print(x.tolist(), y.tolist(), part.tolist())
