# Arr only: an int has 64 bits
print(2 ** 62, (-2) ** 63, 3 ** 39)
for f in [() => 2 ** 64, () => (-2) ** 64, () => 3 ** 40, () => 10 ** 19] {
    try { print(f()) } catch e { print(e.message) }
}
