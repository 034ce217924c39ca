def f(a, b) { return (a, b) }
print(f(*"xy"), f(*range(2)), f(*{"k": 1, "l": 2}), max(*[3, 1]))
