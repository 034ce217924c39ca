a, b =
    1,
    2
f = x =>
    x + 1
print(a, b, f(1))
