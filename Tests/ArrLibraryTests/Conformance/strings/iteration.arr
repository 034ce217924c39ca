for c in "añ😀" { print(c) }
print([c for c in "abc"], list("xy"))
