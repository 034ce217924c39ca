zs = [inner for inner in range(3)]
try { print(inner) } catch { print("not defined") }
