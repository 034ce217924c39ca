def a() {
    x = 1
    def b() {
        def c() {
            def d() { return x + 1 }
            return d()
        }
        return c()
    }
    x = 10
    return b()
}
print(a())
