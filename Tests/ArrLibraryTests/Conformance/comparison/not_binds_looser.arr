print(not 1 == 2, not 1 in [1], not true and false, not (true and false), not not 1)
