# a comment
x = 1  # behind a statement
xs = [  # inside
    1,  # here
    # a line of its own
    2,
]
print(x, xs, "# not a comment")  # end
