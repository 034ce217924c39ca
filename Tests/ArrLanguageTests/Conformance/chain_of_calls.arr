def inner(x) { return x + none }
def outer(x) {
    return inner(x)
}
outer(1)
