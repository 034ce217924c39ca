# Arr only: how functions look
def f(x) { return x }
print(f, x => x, len)
