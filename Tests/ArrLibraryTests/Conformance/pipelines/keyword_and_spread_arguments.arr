def f(a, b, c=0) { return (a, b, c) }
print(1 |> f(*[2], c=3), 1 |> f(**{"b": 5}))
