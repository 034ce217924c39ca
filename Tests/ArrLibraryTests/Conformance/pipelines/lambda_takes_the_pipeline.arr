# Arr only: a lambda's body is a whole expression
f = x => x |> str |> len
print(f(12345))
