def check(x) { assert x, "empty"; return "fine" }
for x in [1, 0] {
    try { print(check(x)) } catch { print("caught") }
}
