xs = list(range(5))
xs[::-1] = ["e", "d", "c", "b", "a"]
print(xs)
xs[3:0:-2] = [10, 20]
print(xs)
