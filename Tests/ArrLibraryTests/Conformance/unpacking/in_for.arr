for i, (a, b) in [(0, (1, 2)), (1, (3, 4))] { print(i, a, b) }
for (x, y) in {"ab": 1, "cd": 2} { print(x, y) }
for k, v in {"a": 1}.items() { print(k, v) }
for i, c in enumerate("ab") { print(i, c) }
