x = 1 +
    2 *
    3
y = x >
    5 and
    x < 10
z = not
    y
print(x, y, z)
