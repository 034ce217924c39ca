def f(a, b=1) { return a }
for g in [() => f(), () => f(1, 2, 3), () => f(1, c=2), () => f(1, a=2), () => f(**{"a": 1, "z": 2}), () => f(*[]), () => 5(), () => none()] {
    try { print(g()) } catch { print("refused") }
}
