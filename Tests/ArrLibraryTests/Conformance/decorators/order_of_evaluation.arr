def say(name) {
    print("evaluate", name)
    def apply(f) { print("apply", name); return f }
    return apply
}
@say("first")
@say("second")
def f() { return 1 }
print(f())
