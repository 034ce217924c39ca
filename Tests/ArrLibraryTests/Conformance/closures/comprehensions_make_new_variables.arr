# Arr only: a comprehension's variable is a new one every turn, where Python's is shared
fs = [() => i for i in range(3)]
print([f() for f in fs])
def g() {
    fs = [() => (i, j) for i in range(2) for j in "ab"]
    return [f() for f in fs]
}
print(g())
