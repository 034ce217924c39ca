# Arr only: values never alias
xs = [1]
ys = xs
xs += [2]
print(xs, ys)
s = "a"
t = s
s += "b"
print(s, t)
