print([x if x % 2 else -x for x in range(5)], ["a" if b else "c" for b in [true, false]])
