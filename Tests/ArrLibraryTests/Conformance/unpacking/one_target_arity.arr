# Arr only: the error of a single target says how many there were.
x, = [1, 2]
