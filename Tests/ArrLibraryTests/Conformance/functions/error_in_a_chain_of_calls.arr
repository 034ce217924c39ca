# Arr only: the words of the error
def inner(x) { return x + none }
def middle(x) {
    return inner(x)
}
def outer(x) { return middle(x) }
outer(1)
