# Arr only: a loop walks the value that it began with
xs = [1, 2, 3]
for x in xs {
    xs.append(x * 10)
    if x == 2 { xs[2] = "changed" }
}
print(xs)
