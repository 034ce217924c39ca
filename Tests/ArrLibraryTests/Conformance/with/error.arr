try {
    with guard("a") { raise "boom" }
} catch e { print(e.message) }
