# Arr only: parentheses close a stage: what they give is called
def adder(n) { return x => x + n }
print(1 |> (adder(10)), 2 |> (x => x * 5), 3 |> (adder(3)) |> str)
