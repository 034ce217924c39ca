# Arr only: Python has no pipelines
def show(x) { return ["shown", x] }
print(1 + 2 |> show, 1 < 2 |> show, true and false |> show, 1 if true else 2 |> show)
