x = arange(6)
m = arange(6).reshape([2, 3])
print(x[x > 2].tolist(), x[x % 2 == 0].tolist(), m[m > 3].tolist(), m[[true, false]].tolist(), m[:, [true, false, true]].tolist(), x[x > 99].tolist())
