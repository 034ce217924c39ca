# Arr only: values never alias
def f(a, b) { a.append(0); return (a, b) }
xs = [[1], [2]]
print(f(*xs), xs, f(**{"a": xs[0], "b": xs}), xs)
