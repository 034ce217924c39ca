x = 5
print("big" if x > 3 else "small", "a" if x > 9 else "b" if x > 4 else "c", (1 if x else 2) + 1)
