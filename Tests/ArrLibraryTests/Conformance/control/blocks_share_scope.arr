if true { a = 1 }
for i in [0] { b = a + 1 }
while true { c = b + 1; break }
try { d = c + 1 } catch { }
print(a, b, c, d)
