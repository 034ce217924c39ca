# Arr only: values never alias
base = [1]
def f(xs=base) { xs.append(2); return xs }
base.append(9)
print(f(), f(), base)
