for row in arange(4).reshape([2, 2]) { print(row.tolist()) }
for x in arange(3) { print(int(x) * 2) }
print([int(x) for x in arange(3)], len(arange(12).reshape([3, 4])))
