print(sorted([3, -5, 1], key=x => abs(x)), list(map(x => x * 2, [1, 2])), list(filter(x => x > 1, [1, 2, 3])), max(["aa", "b"], key=s => -len(s)))
