#!/usr/bin/env arr
# %% What does each layer think?
# The logit lens reads the stream after every layer as if it were the last: final norm, then unembedding.
# Give a checkpoint folder, and a text, to look at a model of your own; without them a small random one is made.
if len(args) > 0 {
    model = load_model(args[0])
    text = args[1] if len(args) > 1 else "Once upon a time, there was a little"
    run = model(text)
} else {
    config = HookedAutoConfig(
        "gpt2",
        n_embd=64,
        n_layer=4,
        n_head=4,
        vocab_size=500,
        n_positions=64,
    )
    model = HookedAutoModel(config)
    run = model([3, 141, 59, 26, 5, 35, 89])
}
model
run

# %% The grid
# One column a position, one row a layer; the top row is what the model itself says comes next.
lens = LogitLens(model)
lens.grid(run)

# %% One position through the layers
# The model's best next token, followed from the embedding up: its rank falls to 0, and the divergence from the
# model's output to nothing.
best = run.next(k=1).ids[0]
lens.trajectory(run, best)

# %% One layer, every position
half = model.n_layers // 2
lens.logit_lens(run, best, layer=half)

# %% The last row is the model
# Reading the last layer is running the model: the same numbers, by the same code.
last = lens.logit_lens(run, best, layer=-1)
gap = (last.logit - run.logits[0, :, best]).abs().max()
print(f"largest difference between the lens' last row and the logits: {gap:.1e}")
assert gap < 1e-5
