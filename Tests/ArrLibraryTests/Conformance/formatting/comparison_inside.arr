x = 3
print(f"{x == 3} {x != 3} {x <= 3} {x >= 4} {x!r}")
