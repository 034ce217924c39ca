# The work of the bench in Arrakis; its last value is what it measured.
# usage: arr --json arr.arr CHECKPOINT TOKENS REPEATS COMPUTE
(target, other) = (1234, 42)
began = clock()
model = load_model(args[0], compute=args[3], reuse=false)
loading = (clock() - began) * 1000
lens = LogitLens(model, k=5)

def ids(vocabulary, count) {
    """The same ids for every program of the bench."""
    state = 7
    out = []
    for i in range(count) {
        state = state * 48271 % 2147483647
        out.append(state % vocabulary)
    }
    return out
}

def timed(work, repeats) {
    """Milliseconds of each repetition after one that warms up."""
    work()
    samples = []
    for i in range(repeats) {
        began = clock()
        work()
        samples.append((clock() - began) * 1000)
    }
    return samples
}

tokens = ids(model.vocab_size, int(args[1]))
repeats = int(args[2])
times = {"load": [loading]}
values = {}
times["forward"] = timed(() => model(tokens), repeats)
run = model(tokens)
values["logits"] = run.logits[0, -1, :20].tolist()
times["grid"] = timed(() => lens.grid(model(tokens), k=5), repeats)
grid = lens.grid(run, k=5)
for name in ["log_prob", "entropy", "kl", "rank"] { values[name] = [float(line.sum()) for line in getattr(grid, name)] }
values["best"] = [cell[0]["id"] for cell in grid.top[-1]]
# Only the new position is computed: every time another last token.
reusing = load_model(args[0], compute=args[3])
again = LogitLens(reusing, k=5)
again.grid(tokens, k=5)
lasts = list(range(1, repeats + 3))
times["grid again"] = timed(() => again.grid(tokens[:-1] + [lasts.pop()], k=5), repeats)
times["trajectory"] = timed(() => lens.trajectory(model(tokens), target), repeats)
values["trajectory"] = lens.trajectory(run, target).log_prob.tolist()
times["logit_lens"] = timed(() => lens.logit_lens(model(tokens), target, -2), repeats)
for by in ["sublayer", "head", "neuron"] {
    times[f"by {by}"] = timed(() => lens.layer_attributions(model(tokens), (target, other), by=by), repeats)
    rows = [row.value for row in lens.layer_attributions(run, (target, other), by=by).rows if row.kind in {"sublayer": ["attn", "mlp"], "head": ["head"], "neuron": ["neuron"]}[by]]
    values[f"by {by}"] = [sum(rows), sum([abs(value) for value in rows])]
}
times["generate"] = timed(() => model.generate(tokens, max_new_tokens=16), max(1, repeats // 2))
{"ms": times, "values": values}
