def counter() {
    log = []
    def add(x) {
        log.append(x)
        return len(log)
    }
    def all() { return log }
    return (add, all)
}
add, all = counter()
add(10)
print(add(20), all())
make = n => (x => x + n)
add5 = make(5)
print(add5(1), make(1)(1), (() => 42)(), ((a, b=2) => a * b)(4))
fs = [() => i for i in range(3)]
print([f() for f in fs])
def late() {
    v = 1
    read = () => v
    v = 2
    return read()
}
print(late())
def param(p) {
    show = () => p
    p = p + 1
    return show()
}
print(param(1))
def outer() {
    a = 1
    def middle() {
        def inner() { return a + 1 }
        return inner()
    }
    return middle()
}
print(outer())
def total_of(xs) {
    t = 0
    def step(x) { t = t + x }
    step(1)
    return t
}
total_of([1])
