x, = [1]
print(x)
*rest, = (1, 2, 3)
print(rest)
d = {"k": 0}
d["k"], = ["v"]
print(d)
for a, in [[1], [2]] { print(a) }
print([b for b, in [(3,), (4,)]])
(c,), e = [[5], 6]
print(c, e)
