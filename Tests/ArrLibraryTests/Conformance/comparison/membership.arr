print(2 in [1, 2], 3 not in (1, 2), "k" in {"k": 1}, 1 in {"k": 1}, 1.0 in [1], true in [1], none in [], "a" in ["ab"])
