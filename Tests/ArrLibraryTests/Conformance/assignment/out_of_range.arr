xs = [1]
try { xs[1] = 2 } catch { print("refused", xs) }
try { xs[-2] = 2 } catch { print("refused", xs) }
