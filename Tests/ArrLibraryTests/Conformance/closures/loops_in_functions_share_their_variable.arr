def f() {
    fs = []
    for i in range(3) { fs.append(() => i) }
    return [g() for g in fs]
}
print(f())
