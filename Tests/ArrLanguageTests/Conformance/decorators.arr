def twice(f) { return x => f(f(x)) }
def add(n) { return f => (x => f(x) + n) }
@twice
@add(10)
def step(x) { return x * 2 }
print(step(1))
@add
def odd(x) { return x }
print(odd)
@5
def bad() { }
