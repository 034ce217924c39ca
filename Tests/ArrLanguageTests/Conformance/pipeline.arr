def add(a, b) { return a + b }
print([3, 1] |> len, 1 |> add(2), "x" |> .upper(), 5 |> add(b=1) |> str |> len)
[1, 2]
    |> len
    |> print
nothing = 5
5 |> nothing
