# Arr only: the grammar has one object a `with`
with guard("a"), guard("b") { print("never") }
