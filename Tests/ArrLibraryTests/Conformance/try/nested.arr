try {
    try { raise "inner" } catch e { print("first", e.message); raise "outer" }
} catch e { print("second", e.message) }
