print("  Ab c ".strip().lower().replace("b", "x").split(" "))
print("-".join(["a", "b"]).upper(), "a,b,c".split(",")[1])
