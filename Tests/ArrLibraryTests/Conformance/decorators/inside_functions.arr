def outer(n) {
    def plus(f) { return x => f(x) + n }
    @plus
    def inner(x) { return x * 2 }
    return inner(5)
}
print(outer(1))
