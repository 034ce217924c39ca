# Arr only: the words of the error
*a = [1, 2]
print(*[1, 2])
for *a in [[1]] { }
