print({x: x * x for x in range(3)}, {k: v for k, v in [("a", 1), ("b", 2)]}, {v: k for k, v in {"a": 1, "b": 2}.items()}, {x % 2: x for x in range(5)})
