xs = [1]
def change() { xs[0] = 100; return 5 }
xs[0] += change()
print(xs)
