for i in range(3) { }
print(i)
def f() {
    for k in "ab" { }
    return k
}
print(f())
