x = 3
if x == 1 { print(1) }
else { print("else") }
