print([x for x in range(10) if x < 2 or x > 7], [x for x in range(5) if not x % 2], [x for x in [0, 1, none, ""] if x])
