x = "outer"
def f() {
    x = "inner"
    def g() { x = "innermost"; return x }
    return (g(), x)
}
print(f(), x)
