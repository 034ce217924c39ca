def add(a, b) { return a + b }
x = [1, 2]
    |> len
    |> add(10)
print(x)
