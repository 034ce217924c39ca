d = {"a": 1, 2: "b", (1, 2): "tuple", none: "n", 1.5: "f"}
print(d["a"], d[2], d[(1, 2)], d[1, 2], d[none], d[1.5], d[2.0])
