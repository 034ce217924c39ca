def outer() {
    def even(n) { return true if n == 0 else odd(n - 1) }
    def odd(n) { return false if n == 0 else even(n - 1) }
    return (even(10), odd(7), even(3))
}
print(outer())
