# Arr only: inside containers a tensor equals one with the same shape and items
print([arange(2)] == [arange(2)], [arange(2)] == [arange(3)], (arange(2) == arange(2)).tolist())
