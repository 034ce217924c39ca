x = 5 |> str
x += 6 |> str
print(x)
