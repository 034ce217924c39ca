# Arr only: the value comes first
def say(x) { print("eval", x); return x }
def f(a, b) { return a + b }
print(say(1) |> f(say(2)))
