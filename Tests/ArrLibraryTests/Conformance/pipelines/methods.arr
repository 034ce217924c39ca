print("abc" |> .upper(), "a b" |> .split() |> len, " x " |> .strip() |> .upper() |> .replace("X", "y"))
