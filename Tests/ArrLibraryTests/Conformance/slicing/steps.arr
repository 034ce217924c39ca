xs = list(range(10))
print(xs[::2], xs[1::2], xs[::3], xs[1:8:3], xs[::20], xs[9::1])
