xs = []
try { xs.append(1 // 0) } catch { }
try { y = [1, 2, undefined_name] } catch { }
print(xs)
