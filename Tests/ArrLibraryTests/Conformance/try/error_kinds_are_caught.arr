for f in [() => [1][5], () => {"a": 1}["b"], () => 1 + "a", () => undefined_name, () => 1 // 0, () => none.x, () => int("x"), () => len(5)] {
    try { f() } catch { print("caught") }
}
