# Arr only: values never alias
xs = [1]
d = {"a": xs, "b": xs}
d["a"].append(2)
xs.append(3)
print(d, xs)
d["c"] = d["a"]
d["c"].append(4)
print(d)
