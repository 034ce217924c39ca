x = arange(6).reshape([2, 3])
def put(value) { x[0] = value }
for f in [() => x + arange(2), () => x @ x, () => put([1, 2]), () => x.reshape([4])] {
    try { f(); print("done") } catch { print("refused") }
}
