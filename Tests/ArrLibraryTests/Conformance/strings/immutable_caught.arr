s = "abc"
try { s[0] = "x" } catch { print("cannot") }
print(s)
