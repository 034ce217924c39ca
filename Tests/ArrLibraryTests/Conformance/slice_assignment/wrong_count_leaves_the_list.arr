xs = [0, 1, 2, 3]
try { xs[::2] = [1, 2, 3] } catch { print("refused", xs) }
try { xs[1:1:2] = [5] } catch { print("refused", xs) }
xs[1:1:2] = []
print(xs)
