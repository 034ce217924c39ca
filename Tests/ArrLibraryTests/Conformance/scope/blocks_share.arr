def f() {
    if true { a = 1 }
    for i in range(2) { b = i }
    with guard("g") { c = 3 }
    return (a, b, c, i)
}
print(f())
