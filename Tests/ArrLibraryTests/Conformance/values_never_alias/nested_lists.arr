# Arr only: values never alias
a = [[1], [2]]
b = a
b[0].append(9)
c = a[1]
c.append(8)
print(a, b, c)
