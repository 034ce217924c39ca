xs = []
d = {}
def f() { xs.append(1); d["k"] = 2; xs[0] += 5 }
f()
print(xs, d)
