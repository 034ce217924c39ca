a, b = arange(4).reshape([2, 2])
(c, d) = arange(2)
print(a.tolist(), b.tolist(), int(c), int(d))
