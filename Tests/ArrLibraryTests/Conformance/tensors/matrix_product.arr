a = tensor([[1.0, 2.0], [3.0, 4.0]])
b = tensor([[5.0, 6.0], [7.0, 8.0]])
v = tensor([1.0, 10.0])
print((a @ b).tolist(), (a @ v).tolist(), (v @ a).tolist(), float(v @ v))
