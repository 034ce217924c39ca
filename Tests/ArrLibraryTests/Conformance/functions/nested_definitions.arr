def outer(x) {
    def double(y) { return 2 * y }
    def both(z) { return double(z) + x }
    return both(10)
}
print(outer(1))
