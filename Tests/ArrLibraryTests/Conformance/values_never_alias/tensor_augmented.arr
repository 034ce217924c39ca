# Arr only: values never alias
x = arange(3)
y = x
x += 1
x[0] += 10
print(x.tolist(), y.tolist())
