x = arange(24).reshape([2, 3, 4])
print(x[0, 1:].tolist(), x[:, 0, ::2].tolist(), x[1, ::-1, 0].tolist(), x[:, -1, 1:3].tolist(), x[0, :0].tolist(), x[0, 5:].tolist())
