print([a + b for a, b in [(1, 2), (3, 4)]], {k: v for k, (v, w) in [("a", (1, 2))]}, [c for (a, (b, c)) in [(1, (2, 3))]])
