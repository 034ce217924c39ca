xs = [1, 2, 3]
big = 9223372036854775807
print(xs[-big:big], xs[::big], xs[big::-big], xs[:-big:-1], xs[0:big:2], "abc"[::big], (1, 2)[-big:])
