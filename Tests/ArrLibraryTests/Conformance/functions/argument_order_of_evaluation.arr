def say(x) { print("eval", x); return x }
def f(a, b, c) { return [a, b, c] }
print({"f": f}[say("f")](say(1), c=say(2), b=say(3)))
