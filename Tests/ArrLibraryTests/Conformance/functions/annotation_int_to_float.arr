# Arr only: an int goes where a float is asked for
def half(x: float) { return x / 2 }
print(half(3), half(3.0))
def same(x: float) { return x }
print(same(3))
