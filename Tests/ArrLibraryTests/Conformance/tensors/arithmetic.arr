x = tensor([1, 2, 3])
y = tensor([10, 20, 30])
print((x + y).tolist(), (y - x).tolist(), (x * y).tolist(), (x / 2).tolist(), (y // 7).tolist(), (y % 7).tolist(), (x ** 2).tolist(), (-x).tolist())
