n = [1]
def f(x=len(n)) { return x }
n.append(2)
print(f())
