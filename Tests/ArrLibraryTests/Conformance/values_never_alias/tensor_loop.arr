# Arr only: the loop variable holds a value of its own
x = arange(4).reshape([2, 2])
for row in x { row[0] = 9 }
print(x.tolist())
