assert true
assert 1 + 1 == 2, "never said"
assert [0]
print("all hold")
