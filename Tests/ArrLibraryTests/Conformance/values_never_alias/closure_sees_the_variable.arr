# Arr only: a variable is shared with its closures, a value is not
def f() {
    xs = [1]
    ys = xs
    def push() { xs.append(2) }
    push()
    return (xs, ys)
}
print(f())
