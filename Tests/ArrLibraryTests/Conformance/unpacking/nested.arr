a, (b, c), d = 1, (2, 3), 4
(e, (f, (g, h))) = [1, [2, (3, 4)]]
print(a, b, c, d, e, f, g, h)
