# Arr only: the words of the error name the axis of what is indexed
x = tensor(arange(24).reshape([2, 3, 4]).tolist(), axes=["head", "query", "key"])
for f in [() => x[0, 3], () => x[0, 0, 4], () => x[none, 0, 5], () => x[0, [0, 3]], () => x[0, [true, false]], () => x[..., -5], () => x[key=9]] {
    try { f() } catch e { print(e.message) }
}
