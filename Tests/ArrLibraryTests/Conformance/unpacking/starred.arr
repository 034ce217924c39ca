a, *rest = [1, 2, 3]
print(a, rest)
*start, last = "xyz"
print(start, last)
first, *middle, last = range(5)
print(first, middle, last)
a, *rest = (1,)
print(a, rest)
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d)
(a, *b), c = [[1, 2, 3], 4]
print(a, b, c)
keys = {}
keys["x"], *keys["rest"] = 1, 2, 3
print(keys)
