x = [1,
    # a comment

    2]
y = "a b"
    # another
    .split()
print(x, y)
