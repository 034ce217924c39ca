for f in [() => 1 < "a", () => none < 1, () => [1] < (1,), () => {} < {}, () => [none] < [1], () => "a" > 1, () => (1, "a") < (1, 2)] {
    try { print(f()) } catch { print("error") }
}
print([1, "a"] < [2, 5], (1, none) == (1, none))
