x = arange(6).reshape([2, 3])
x[0, 0] = 10
x[1] = 7
x[:, 2] = tensor([-1, -2])
print(x.tolist())
x[...] = 0
print(x.tolist())
