x = arange(4)
print(2 in x, 9 in x, 0 not in x)
