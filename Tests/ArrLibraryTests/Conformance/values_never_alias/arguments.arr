# Arr only: values never alias
def change(xs) {
    xs.append("in")
    xs[0] = "changed"
    return xs
}
mine = [1]
print(change(mine), mine)
