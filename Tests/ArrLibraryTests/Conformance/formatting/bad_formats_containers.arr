# Arr only: containers and none have the formats of text; Python has none for them
def format(value, text) { return f"{value:{text}}" }
for value in [none, [1], (1,), {"a": 1}] {
    for text in [">9", "s", "d", ".1"] {
        try { print(text, format(value, text)) } catch { print(text, "refused") }
    }
}
