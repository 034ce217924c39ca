def tag(name) { return f => (() => name + "(" + f() + ")") }
@tag("a")
@tag("b")
@tag("c")
def text() { return "x" }
print(text())
