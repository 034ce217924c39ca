def format(value, text) { return f"{value:{text}}" }
for n in [-1, 1114112, 1114111] {
    try { print(len(format(n, "c"))) } catch { print("refused") }
}
