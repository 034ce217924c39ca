with guard("outer") {
    with guard("inner") { print("inside") }
    print("between")
}
