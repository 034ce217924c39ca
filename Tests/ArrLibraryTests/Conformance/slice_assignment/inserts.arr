xs = [0, 1]
xs[1:1] = ["a", "b"]
xs[:0] = ["front"]
xs[len(xs):] = ["back"]
xs[100:200] = ["far"]
print(xs)
