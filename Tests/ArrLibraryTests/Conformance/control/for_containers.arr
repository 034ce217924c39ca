for x in [1, "a", none] { print(x) }
for k in {"a": 1, "b": 2} { print(k) }
for c in "hé" { print(c) }
for t in (1, 2) { print(t) }
