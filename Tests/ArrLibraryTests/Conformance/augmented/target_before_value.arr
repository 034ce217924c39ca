def say(x) { print("eval", x); return x }
xs = [1, 2]
xs[say(0)] += say(5)
print(xs)
