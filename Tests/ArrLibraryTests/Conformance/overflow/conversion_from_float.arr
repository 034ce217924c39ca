# Arr only: an int has 64 bits
for x in [9.3e18, -9.3e18, 1e999, 1e999 - 1e999] {
    try { print(int(x)) } catch { print("no int") }
}
print(int(9.2e18), int(-9223372036854775808.0))
