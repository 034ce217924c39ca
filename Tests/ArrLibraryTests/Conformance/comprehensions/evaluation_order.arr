def say(x) { print("eval", x); return x }
xs = [say(y) for y in [say(1), say(2)] if say(true)]
d = {say("k"): say("v") for i in [0]}
print(xs, d)
