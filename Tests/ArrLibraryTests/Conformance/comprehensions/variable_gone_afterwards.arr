zs = [gone_k for gone_k in range(3)]
try { print(gone_k) } catch { print("not defined") }
