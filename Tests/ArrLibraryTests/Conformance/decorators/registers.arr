registry = {}
def register(name) {
    def apply(f) { registry[name] = f; return f }
    return apply
}
@register("a")
def f() { return "from f" }
@register("b")
def g() { return "from g" }
print(sorted(registry.keys()), registry["a"](), g())
