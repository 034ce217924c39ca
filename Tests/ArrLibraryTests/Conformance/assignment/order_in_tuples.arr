xs = [0, 0]
i = 0
i, xs[i] = 1, 5
print(i, xs)
