xs = list(range(10))
print(xs[2:5], xs[:3], xs[7:], xs[:], xs[-3:], xs[:-7], xs[3:-3], xs[5:2], xs[20:], xs[-20:2])
