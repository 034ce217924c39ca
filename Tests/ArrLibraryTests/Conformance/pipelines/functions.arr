def add(a, b) { return a + b }
print([3, 1] |> len, 1 |> add(2), 5 |> add(b=1))
