# Arr only: not in the grammar
a, *rest = [1, 2, 3]
