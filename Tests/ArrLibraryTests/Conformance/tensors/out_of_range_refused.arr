x = arange(6).reshape([2, 3])
for f in [() => x[2], () => x[0, 3], () => x[-3], () => x[[0, 5]], () => x[0, 0, 0], () => x[[true]], () => x["a"], () => x[0.5], () => x[..., ...]] {
    try { print(f().tolist()) } catch { print("refused") }
}
