d = {"a": 1, "b": 2}
print({**d})
print({**d, "b": 3, "c": 4})
print({"b": 0, "z": 9, **d})
print({**d, **{"a": 5}, **{}})
e = {**d}
e["a"] = 7
print(d, e)
print({**{1: 2}, (1, 2): 3})
