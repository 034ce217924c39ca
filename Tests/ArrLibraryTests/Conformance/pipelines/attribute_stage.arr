# Arr only: Python has no pipelines
ops = {"double": x => x * 2}
def pick(d, k) { return d[k] }
print(3 |> ops["double"], ops |> pick("double") |> (f => f(4)))
