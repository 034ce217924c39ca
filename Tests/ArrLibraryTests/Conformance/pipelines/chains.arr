def add(a, b) { return a + b }
x = 5 |> add(1) |> add(2) |> str |> len
print(x)
