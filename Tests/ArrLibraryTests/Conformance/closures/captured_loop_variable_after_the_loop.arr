def f() {
    for i in range(3) { g = () => i }
    i = 99
    return g()
}
print(f())
