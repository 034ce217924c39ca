xs = [1, 2, 3]
try { xs[::-1] = [1] } catch { print("refused") }
print(xs)
