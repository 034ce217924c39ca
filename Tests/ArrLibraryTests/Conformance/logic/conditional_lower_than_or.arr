print(1 or 2 if 0 else 3, [1] if [] or [0] else [2], 1 + 2 if true else 3 + 4)
