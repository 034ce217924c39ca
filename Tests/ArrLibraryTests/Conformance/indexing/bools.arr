xs = ["a", "b"]
n = 3
print(xs[true], xs[false], xs[n % 2 == 1], "xy"[n > 5], (1, 2)[n == 3], range(5, 9)[true])
xs[n == 3] = "c"
print(xs)
