# containers that nobody holds but the expression
print([[1, 2], [3, 4]][0][1])
print({"a": ["x" + "y", 2]}["a"][0])
print((("x" * 3, [1, [2, 3]]),)[0][1][1][0])
def pairs(n) { return [[str(i) + "!", [i, {"k": [i * 2]}]] for i in range(n)] }
print(pairs(5)[3][1][1]["k"][0], pairs(4)[2][0])
total = 0
for i in range(1000) { total += pairs(3)[i % 3][1][1]["k"][0] }
print(total)
