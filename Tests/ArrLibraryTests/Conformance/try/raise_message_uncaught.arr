# Arr only: the words of the error
def check(x) {
    if x < 0 { raise f"{x} is negative" }
}
check(-1)
