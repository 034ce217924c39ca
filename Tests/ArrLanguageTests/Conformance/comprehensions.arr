x = "kept"
print([x * x for x in range(5) if x % 2], x)
print([(a, b) for a in [1, 2] for b in "xy"], {c: ord for c, ord in [("a", 1)]})
print([[j for j in range(i)] for i in range(4)], [y for y in {"k": 1}])
def inside(n) {
    return [k + n for k in range(3) if k != n]
}
print(inside(1), [a + b for a, b in [(1, 2), (3, 4)]])
print([k for k in 3])
