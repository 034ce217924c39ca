# Arr only: a variable is shared with its closures, a value is not
def counter() {
    log = []
    def add(x) { log.append(x) }
    def show() { return log }
    add(1)
    seen = show()
    add(2)
    return (seen, show(), log)
}
print(counter())
