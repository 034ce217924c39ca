with guard("a") {
    try { raise "x" } catch { print("handled inside") }
}
