x = arange(24).reshape([2, 3, 4])
print(int(x[0, 0, 0]), int(x[-1, -1, -1]), x[1].tolist(), x[0, 1].tolist(), int(x[0][1][2]), x[-1, 0].tolist())
