for i in range(5) {
    try {
        if i == 1 { continue }
        if i == 3 { break }
        if i == 2 { raise "two" }
        print(i)
    } catch e { print("caught", e.message) }
}
