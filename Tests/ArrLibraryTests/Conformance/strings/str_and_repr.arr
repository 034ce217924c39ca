print(str(1), str(1.0), str("a"), str(["a", 1.5]), str((1,)), str({"k": none}))
