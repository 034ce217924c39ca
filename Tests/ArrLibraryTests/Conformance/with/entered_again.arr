g = "again"
for i in range(2) { with guard(g) as n { print(i, n) } }
