xs = [1]
xs += (2, 3)
xs += "ab"
xs += range(2)
xs += {"k": 1}
print(xs)
try { xs += 5 } catch { print("refused", xs) }
try { xs = xs + (1,) } catch { print("refused", xs) }
