with guard("a") { print("inside") }
print("after")
