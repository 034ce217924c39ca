def format(value, text) { return f"{value:{text}}" }
for text in [".2d", ".2", "s", ",x", ",b", "c5", "+c", "#c", "_n", "=s"] {
    try { print(text, format(65, text)) } catch { print(text, "refused") }
}
