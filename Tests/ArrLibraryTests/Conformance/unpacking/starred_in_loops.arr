for name, *scores in [("a", 1, 2), ("b", 3), ("c",)] { print(name, scores) }
print([sum(xs) for _x, *xs in [[9, 1, 2], [9, 3]]])
for i, (a, *b) in enumerate([[1, 2, 3], [4]]) { print(i, a, b) }
print({k: v for k, *v in ["abc", "d"]})
