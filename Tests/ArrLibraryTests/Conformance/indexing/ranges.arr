r = range(10, 30, 5)
print(r[0], r[-1], r[1:3], r[::-1], list(r[1:]), len(r[::2]), range(5)[1:4][1])
