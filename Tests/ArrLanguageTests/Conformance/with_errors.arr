with 5 { print("never") }
