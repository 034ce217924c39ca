# Arr only: values never alias
a = {"x": {"y": [1]}}
b = a
b["x"]["y"].append(2)
inner = a["x"]
inner["z"] = 1
print(a, b, inner)
