x = tensor([[1], [2]])
y = tensor([10, 20, 30])
print((x + y).tolist(), (x * y).tolist(), (tensor([[1, 2, 3], [4, 5, 6]]) - y).tolist())
