n = 1
print("item" + "s" * (n != 1), [1] * true, (1, 2) * false, true * "ab")
