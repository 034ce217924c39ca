def f() {
    with guard("a") { return "value" }
}
print(f())
