print([a + b for a, b in [(1, 2), (3, 4)]], [i * x for i, x in enumerate([5, 6])], [a for (a, (b, c)) in [(1, (2, 3))] if c > b])
