x = 1
def f(flag) {
    if flag { x = 2 }
    try { return x } catch { return "no value" }
}
print(f(true), f(false))
