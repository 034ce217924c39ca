# Arr only: the words of the error
for i in range(2) {
    def f() { continue }
}
