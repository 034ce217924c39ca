xs = [1, 2]
print(1 in xs in [[1, 2]], 1 in xs == true, 1 < 2 in [2], 3 not in xs not in [xs])
