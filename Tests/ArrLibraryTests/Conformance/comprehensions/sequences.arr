print([k for k in {"a": 1, "b": 2}], [x for x in (1, 2)], [x for x in range(3, 0, -1)], [p for p in zip([1, 2], "ab")])
