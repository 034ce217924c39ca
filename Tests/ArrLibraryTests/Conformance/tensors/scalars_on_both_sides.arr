x = tensor([1.0, 2.0, 4.0])
print((x + 1).tolist(), (1 + x).tolist(), (10 - x).tolist(), (1 / x).tolist(), (2 ** x).tolist(), (x // 2).tolist(), (5 % x).tolist())
