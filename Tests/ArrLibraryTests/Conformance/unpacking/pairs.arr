a, b = 1, 2
(c, d) = [3, 4]
e, f = "xy"
g, h = range(2)
print(a, b, c, d, e, f, g, h)
