x = arange(24).reshape([2, 3, 4])
print(x[0, [0, 2], 1:3].tolist(), x[[1, 0], 1].tolist(), x[[0, 1], :, 2].tolist(), x[:, [0, 1], -1].tolist(), x[1, x[1, :, 0] > 12].tolist())
