def format(value, text) { return f"{value:{text}}" }
for text in ["d", "=5", "+", ",", "#", "05", " ", ".2f", "_", "^5s", "z"] {
    try { print(text, format("ab", text)) } catch { print(text, "refused") }
}
