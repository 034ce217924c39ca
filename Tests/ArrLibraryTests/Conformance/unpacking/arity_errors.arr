for value in [(1,), (1, 2, 3), "abc", [], range(5), {"a": 1}, 5, none] {
    try {
        a, b = value
        print(a, b)
    } catch { print("refused") }
}
