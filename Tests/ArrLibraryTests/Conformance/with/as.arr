with guard("a") as name { print("inside", name) }
print(name)
