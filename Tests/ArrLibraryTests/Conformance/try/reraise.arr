try {
    try { raise "inner" } catch e { raise e }
} catch e { print(e.message) }
