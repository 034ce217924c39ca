# Arr only: a default is the same value at every call
def add(x, xs=[]) {
    xs.append(x)
    return xs
}
print(add(1), add(2), add(3, [0]), add(4))
