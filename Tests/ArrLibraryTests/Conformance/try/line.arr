# Arr only: what a caught error says
def f() {
    raise "inside"
}
try {
    f()
} catch e { print(e.line, e.message, e.hint) }
