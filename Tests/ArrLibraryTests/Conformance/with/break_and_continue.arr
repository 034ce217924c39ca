for i in range(3) {
    with guard(i) {
        if i == 0 { continue }
        if i == 1 { break }
        print("never")
    }
}
