def name(i) { return f"n{i:02d}" }
def risky(i) {
    try { return f"before {name(i)} {1 // (i - 1)}" } catch e { return f"caught at {name(i)}" }
}
print(f"<{risky(0)}|{risky(1)}|{risky(2)}>")
print(f"{f'{name(1)}-{name(2)}':>12}|{[f'x{i}' for i in range(3)]}|{'é' * 3!r:^9}|")
def tower(n) { return f"({tower(n - 1)}{n})" if n > 0 else "" }
print(tower(12))
width = 7
print(f"{f'{width}':>{width}}|{3.14159:{width}.2f}|{-12:{f'0{width}'}}|{12345678.5:.1f}|{-0.04:.1f}|{2.5:.0f}|{1e22:.2f}")
long = f"{'x' * 300}{1}{'y' * 70000}"
print(len(long), long[298:303], len(f"{long}{long}"), f"{len(long)}")
print(f"{-9223372036854775807 - 1} {0} {-1} {10} {99} {100} {9223372036854775807}", str(-9223372036854775807 - 1), str(-120))
