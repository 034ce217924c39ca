# Arr only: values never alias
a, b = [1], [2]
a, b = b, a
a.append("a")
print(a, b)
