x = 1
def f() {
    try { print(x) } catch { print("no value yet") }
    x = 2
    return x
}
print(f(), x)
