print([x for x in range(20) if x % 2 if x > 10], [(a, b) for a in range(4) if a % 2 for b in range(a) if b != 1])
