x = "kept"
ys = [x for x in range(3)]
print(x, ys)
def f() {
    k = "mine"
    zs = [k for k in range(2)]
    return (k, zs)
}
print(f())
