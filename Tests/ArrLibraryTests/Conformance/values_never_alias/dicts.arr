# Arr only: values never alias
a = {"k": 1}
b = a
b["k"] = 2
a["new"] = 3
print(a, b)
