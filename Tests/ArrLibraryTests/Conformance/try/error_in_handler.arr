try {
    try { raise "first" } catch { 1 // 0 }
} catch { print("from the handler") }
