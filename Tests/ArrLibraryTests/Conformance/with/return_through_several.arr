def f() {
    for i in range(3) {
        with guard("a") {
            with guard("b") { return i }
        }
    }
}
print(f())
