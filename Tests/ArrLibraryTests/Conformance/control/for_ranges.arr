for i in range(3) { print(i) }
for i in range(2, 8, 3) { print(i) }
for i in range(3, 0, -1) { print(i) }
for i in range(0) { print("never") }
