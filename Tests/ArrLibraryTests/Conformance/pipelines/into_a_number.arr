# Arr only: the words of the error
n = 3
5 |> n
