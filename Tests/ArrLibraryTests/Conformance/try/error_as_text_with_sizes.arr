# Arr only: an error as text says the shapes and sizes that its drawing shows beside the code.
for f in [() => ones([2, 3]) @ ones([2, 3]), () => ones([2, 3]) + ones([2, 4]), () => [1, 2][5], () => 1 + "a"] {
    try { f() } catch e { print(e); print(e.message) }
}
