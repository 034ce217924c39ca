# Arr only: the words of the error
total = 0
def add(x) {
    total = total + x
    return total
}
add(1)
