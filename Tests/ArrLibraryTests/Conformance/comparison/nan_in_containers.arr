nan = 1e999 - 1e999
xs = [nan, 1]
print(nan in xs, xs == xs, [nan] == [nan], (nan,) == (nan,), {"k": nan} == {"k": nan}, nan == nan)
