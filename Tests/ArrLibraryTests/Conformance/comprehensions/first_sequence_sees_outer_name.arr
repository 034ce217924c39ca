x = [1, 2, 3]
print([x for x in x], [x for x in [y + 1 for y in x]])
