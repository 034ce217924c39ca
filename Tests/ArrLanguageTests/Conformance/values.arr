a = {"list": [1, [2]]}
b = a
b["list"][1].append(3)
b["list"].append(4)
print(a, b)
def grow(d) { d["list"][0] = "x"; return d }
print(grow(a), a)
m = [[0] * 2] * 2
m[0][0] = 1
print(m)
xs = [1]
xs.append(xs)
print(xs)
for x in xs { xs.append(0) }
print(len(xs))
f = xs.append
f(9)
print(len(xs))
def outer_change() { m.append("added by a function") }
outer_change()
print(m)
calls = []
def index(i) { calls.append(i); return i }
m[index(0)].append(7)
m[index(1)][index(0)] += 5
print(m, calls)
