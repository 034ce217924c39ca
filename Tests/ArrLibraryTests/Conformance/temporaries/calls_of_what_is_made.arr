def adder(n) { return x => x + n }
print(adder(3)(4), [adder(1), adder(2)][1](10), {"f": adder(5)}["f"](5))
def counter() {
    seen = []
    def count(x) {
        seen.append(x)
        return len(seen)
    }
    return count
}
print(counter()(1), counter()(2))
def replaced(x) { return "old " + str(x) }
def again(x) { return "new " + str(x) }
fs = [replaced, again]
print([f(i) for i, f in enumerate(fs)])
print("a,b,c".split(",")[1].upper(), " x ".strip() + "y".join(["1", "2", "3"])[1:3])
