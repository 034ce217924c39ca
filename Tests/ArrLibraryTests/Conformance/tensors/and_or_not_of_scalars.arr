x = tensor([1, 5])
print(1 if x[0] > 0 and x[1] > 4 else 2, 1 if not x[0] > 0 else 2, 0 < x[0] < 3)
