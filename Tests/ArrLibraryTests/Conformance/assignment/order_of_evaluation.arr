def say(x) { print("eval", x); return x }
xs = [0, 0, 0]
xs[say(1)] = say(2)
print(xs)
