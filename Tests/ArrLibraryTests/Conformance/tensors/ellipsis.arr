x = arange(24).reshape([2, 3, 4])
print(x[..., 0].tolist(), x[0, ...].tolist(), x[..., 1, 2].tolist(), x[1, ..., -1].tolist(), x[...].tolist() == x.tolist())
