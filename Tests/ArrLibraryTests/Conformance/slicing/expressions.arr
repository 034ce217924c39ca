xs = list(range(10))
n = 3
print(xs[n - 1:n + 2], xs[len(xs) // 2:], xs[-n:], xs[n if n > 2 else 0:5], xs[(1):(2)])
