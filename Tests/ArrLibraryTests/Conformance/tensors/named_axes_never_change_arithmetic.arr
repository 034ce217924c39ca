# Arr only: axis names
x = tensor([[0, 1], [2, 3]], axes=["a", "b"])
y = tensor([[0, 1], [2, 3]], axes=["b", "a"])
print((x + y).tolist(), (x + arange(2)).tolist())
