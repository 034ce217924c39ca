print(sum([x * x for x in range(4)]), len([c for c in "hello" if c != "l"]), max([len(w) for w in ["a", "bbb"]]), sorted([-x for x in range(3)]))
