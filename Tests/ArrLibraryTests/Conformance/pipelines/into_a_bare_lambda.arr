# Arr only: the words of the error
5 |> x => x + 1
