# Arr only: an error, where NumPy gives 0 with a warning.
for f in [() => tensor([7, 8]) // 0, () => tensor([7]) % tensor([false]), () => 7 // tensor([2, 0])] {
    try { print(f()) } catch e { print(e.code, e.message) }
}
print(tensor([7.0, -7.0, 0.0]) // 0, tensor([7, 0]) / 0)
