def inc(x) { return x + 1 }
print([1 |> inc, 2 |> inc], max(1 |> inc, 0), {"k": 5 |> inc}, (1 |> inc, 2))
