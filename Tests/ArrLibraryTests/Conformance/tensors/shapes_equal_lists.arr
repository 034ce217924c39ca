# Arr only: a shape equals a tuple, as in Python, and a list of the same sizes
x = zeros([2, 3])
print(x.shape == [2, 3], [2, 3] == x.shape, x.shape != [2, 3], x.shape == [3, 2], x.shape == [2])
print(x.shape[1:] == [3], x.shape[:1] + [4] == [2, 4], [1] + x.shape == (1, 2, 3), [2, 3] in [x.shape])
assert x.shape == (2, 3)
assert x.T.shape == [3, 2]
print((1, 2) == [1, 2])
