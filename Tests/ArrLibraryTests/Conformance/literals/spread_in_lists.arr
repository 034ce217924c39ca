a = [1, 2]
print([*a, 3], [0, *a, *a], [*a])
print((*a, 3), (*a,), (0, *range(3)))
print([*"ab", *{"k": 1, "l": 2}, *(True, None)])
b = *a, 9
print(b)
b = [*a]
b.append(7)
print(a, b)
print([*[], *[]], len([*range(100)]))
