# Arr only: a comprehension walks the value that it began with
xs = [1, 2]
print([xs.append(x) for x in xs], xs)
