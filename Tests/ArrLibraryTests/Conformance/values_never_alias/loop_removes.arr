# Arr only: a loop walks the value that it began with
xs = [1, 2, 3, 4]
for x in xs { if x % 2 == 0 { xs.remove(x) } }
print(xs)
