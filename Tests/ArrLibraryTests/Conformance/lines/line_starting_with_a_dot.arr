s = "  Ab  "
    .strip()
    .lower()
print(s)
