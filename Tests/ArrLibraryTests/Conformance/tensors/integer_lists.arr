x = arange(10) * 10
m = arange(12).reshape([3, 4])
print(x[[1, 3, -1]].tolist(), x[[]].tolist(), m[[0, 2]].tolist(), m[:, [3, 0]].tolist(), m[[0, 1, 2], [0, 1, 2]].tolist(), m[[[0, 1], [2, 0]]].tolist())
