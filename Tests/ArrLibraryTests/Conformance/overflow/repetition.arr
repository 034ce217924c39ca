# Arr only: what cannot fit in memory is refused
for f in [() => "a" * 99999999999999, () => [0] * 9223372036854775807, () => (1, 2) * 99999999999999, () => list(range(99999999999999))] {
    try { f() } catch { print("refused") }
}
