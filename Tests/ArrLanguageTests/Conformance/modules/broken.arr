x = 1 + nothing_here
