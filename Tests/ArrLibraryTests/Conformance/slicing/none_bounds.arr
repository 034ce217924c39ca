xs = [1, 2, 3]
a = none
print(xs[a:2], xs[1:a], xs[a:a:a], xs[none:none:-1])
