def head(xs) {
    first, *rest = xs
    return first, rest
}
print(head([1, 2, 3]))
def pairs(xs) { return *xs, *xs }
print(pairs([1, 2]))
def outer(xs) {
    a, *b = xs
    def inner() { return a, b }
    return inner()
}
print(outer("abc"))
