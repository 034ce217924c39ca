def format(value, text) { return f"{value:{text}}" }
formats = ["q", ".f", "5.q", "d", "<<", "..2", ",_", "x,"]
for text in formats {
    try {
        print(text, format(1.5, text))
    } catch { print(text, "refused") }
}
