# Arr only: values never alias, where NumPy's arrays are views
x = arange(6).reshape([2, 3])
row = x[1]
row[0] = -1
flat = x.reshape([6])
flat[0] = -2
turned = x.T
turned[0, 0] = -3
print(x.tolist(), row.tolist(), flat.tolist(), turned.tolist())
