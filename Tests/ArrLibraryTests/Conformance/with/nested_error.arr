try {
    with guard("outer") {
        with guard("inner") { 1 // 0 }
    }
} catch { print("caught") }
