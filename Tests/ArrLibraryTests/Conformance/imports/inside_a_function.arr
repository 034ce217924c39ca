# Arr only: an import assigns a name, where it stands
def f() {
    import "modules/helper.arr" as h
    return h.count
}
print(f())
try { h } catch { print("not here") }
