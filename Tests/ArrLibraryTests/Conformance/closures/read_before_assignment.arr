def f() {
    g = () => v
    try { print(g()) } catch { print("no value yet") }
    v = 1
    print(g())
}
f()
