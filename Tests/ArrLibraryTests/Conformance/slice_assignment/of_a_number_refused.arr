xs = [1, 2, 3]
try { xs[0:1] = 5 } catch { print("refused", xs) }
