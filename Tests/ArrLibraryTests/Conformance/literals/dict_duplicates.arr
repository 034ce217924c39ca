print({"a": 1, "b": 2, "a": 3}, {1: "int", 1.0: "float", true: "bool"})
