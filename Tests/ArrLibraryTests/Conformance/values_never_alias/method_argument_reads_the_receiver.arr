# Arr only: arguments are known before the receiver changes
xs = [1, 2]
xs.append(len(xs))
xs.append(xs)
xs.extend(xs)
print(xs)
