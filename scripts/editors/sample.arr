#!/usr/bin/env arr
# %% A cell's title
# prose, not code: "x" + 1
config = HookedAutoConfig("llama", hidden_size=64)   # fields
@exp.use_tools("logit_lens")
def logit_diff(run, a: int, b=none) {
    """Two lines,
    # no comment, {no} field."""
    z = run.logits[0, -1] @ 0xff + 1_000 - 2.5e-3 * .5
    return z[model.token(a)] |> softmax(axis=head)
}
for layer in range(model.n_layers) {
    if layer not in [1, 2] and true or x.in { print(f"{layer:2}  {d(' Mary')!r:>{w}} {{}} \n") ; }
}
s = r"\d" + 'it\'s' + "# no comment"; t = """a
b"""
f = (r, k=1) => r.value if _3 else x => x
try { raise "no" } catch e { lens.run(x); }
