for k in {"a": 1} { print(k) }
for k in [{"a": 1}][0] { print(k) }
if "a" in {"a": 1} { print("in") }
while {} { print("never") }
