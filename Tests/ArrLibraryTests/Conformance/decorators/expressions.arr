table = {"double": f => (x => f(x) * 2)}
@table["double"]
def f(x) { return x + 1 }
@(g => g)
def h(x) { return x }
print(f(1), h(2))
