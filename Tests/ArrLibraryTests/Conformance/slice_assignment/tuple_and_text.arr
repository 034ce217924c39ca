t = (1, 2)
s = "ab"
try { t[0:1] = (3,) } catch { print("refused") }
try { s[0:1] = "x" } catch { print("refused") }
print(t, s)
