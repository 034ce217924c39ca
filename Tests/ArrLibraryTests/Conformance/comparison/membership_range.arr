print(4 in range(0, 10, 2), 5 in range(0, 10, 2), 10 in range(10), 2.0 in range(3), 2.5 in range(3), -1 in range(3), 3 in range(5, 0, -2), "a" in range(3))
