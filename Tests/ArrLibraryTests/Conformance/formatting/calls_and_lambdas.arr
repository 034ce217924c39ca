def f(x, y=1) { return x + y }
print(f"{f(1)} {f(1, y=5):>4} {[f(i) for i in range(3)]}")
