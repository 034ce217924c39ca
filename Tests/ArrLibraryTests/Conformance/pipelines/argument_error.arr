# Arr only: the words of the error
def f(a) { return a }
1 |> f(2)
