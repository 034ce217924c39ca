# Arr only: the words of the error
def outer() {
    n = 0
    def step() { n = n + 1 }
    step()
}
outer()
