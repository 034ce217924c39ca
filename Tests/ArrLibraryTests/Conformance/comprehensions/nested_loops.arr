print([(a, b) for a in [1, 2] for b in "xy"], [b for a in [[1], [2, 3]] for b in a], [x for a in [[[1]], [[2]]] for b in a for x in b])
