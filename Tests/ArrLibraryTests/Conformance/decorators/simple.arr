def twice(f) { return x => f(f(x)) }
@twice
def step(x) { return x + 3 }
print(step(1))
