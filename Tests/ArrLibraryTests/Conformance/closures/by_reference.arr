def f() {
    v = 1
    read = () => v
    v = 2
    return read()
}
print(f())
