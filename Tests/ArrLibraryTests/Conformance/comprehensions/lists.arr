print([x * x for x in range(5)], [x for x in range(10) if x % 3 == 0], [c for c in "abc"], [1 for x in []])
