words = "b a c"
    |> .split()
    |> sorted
    |> enumerate
    |> list
print(words)
