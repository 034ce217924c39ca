def seq() { print("once"); return [1, 2] }
for x in seq() { print(x) }
