def greet(name, greeting="hello", mark="!") {
    """Says hello."""
    return f"{greeting} {name}{mark}"
}
print(greet("Ann"), greet("Bob", "hi"), greet(mark="?", name="Cy"), greet(*["Di", "hey"], **{"mark": "."}))
def nothing() { }
print(nothing(), greet)
x = "outer"
def shadow() {
    x = "inner"
    return x
}
print(shadow(), x)
def typed(n: int, scale: float = 1) { return n * scale }
print(typed(2), typed(2, 3))
try { typed("a") } catch e { print(e.message) }
try { greet() } catch e { print(e.message, e.notes) }
try { greet("a", nane="b") } catch e { print(e.message) }
try { greet("a", name="b") } catch e { print(e.message) }
try { greet(1, 2, 3, 4) } catch e { print(e.message) }
def uses_later() { return defined_later }
defined_later = 5
print(uses_later())
def reads_own() {
    total = total + 1
}
reads_own()
