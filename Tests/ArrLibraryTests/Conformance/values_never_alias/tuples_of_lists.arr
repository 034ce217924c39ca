# Arr only: values never alias, in tuples too
xs = [1]
t = (xs, xs)
xs.append(2)
print(t, xs)
u = t
a, b = t
a.append(3)
print(a, b, t, u)
