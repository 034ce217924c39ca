def add(n) { return f => (x => f(x) + n) }
@add(10)
def double(x) { return 2 * x }
print(double(3))
