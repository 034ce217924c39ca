x = arange(6)
x[[0, 2]] = [10, 20]
x[[-1]] = 5
print(x.tolist())
m = arange(9).reshape([3, 3])
m[[0, 1, 2], [2, 1, 0]] = 0
m[:, [0]] = tensor([[7], [8], [9]])
print(m.tolist())
