for f in [() => [1, 2][0.0:], () => [1, 2][:1.5], () => "ab"[::1.0]] {
    try { print(f()) } catch { print("error") }
}
