def f(p) {
    show = () => p
    p = p + 1
    return show()
}
print(f(1))
