def make() {
    n = [0]
    def step() { n[0] += 1; return n[0] }
    return step
}
a = make()
b = make()
print(a(), a(), b(), a())
