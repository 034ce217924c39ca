def f(x) {
    try {
        if x { return "from try" }
        raise "no"
    } catch { return "from catch" }
    return "after"
}
print(f(1), f(0))
