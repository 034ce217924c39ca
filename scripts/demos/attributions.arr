#!/usr/bin/env arr
# %% Attributions that add up
# A logit is a sum: what the embedding, every head and every MLP wrote to the stream, each scaled by the final norm and
# read off along the target's direction. Here is the sum, and the proof.
# Give a checkpoint folder, and a text, to look at a model of your own; without them a small random one is made.
if len(args) > 0 {
    model = load_model(args[0])
    text = args[1] if len(args) > 1 else "One day, a girl named Lily went to the"
    run = model(text)
} else {
    config = HookedAutoConfig(
        "llama",
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        vocab_size=300,
    )
    model = HookedAutoModel(config, seed=1)
    run = model(randint(0, model.vocab_size, [1, 12]))
}
lens = LogitLens(model)
target, second = run.next(k=2).ids  # the two best next tokens

# %% By sublayer
ledger = lens.layer_attributions(run, target)
ledger

# %% By head
# The heads of a layer and its attention's bias sum to the attention row above.
heads = lens.layer_attributions(run, target, by="head")
strongest = sorted([row for row in heads.rows if row.kind == "head"], key=row => -abs(row.value))
for row in strongest[:5] { print(f"{row.label:6} {row.value:+.4f}") }

for layer in range(model.n_layers) {
    parts = sum([row.value for row in heads.rows if row.layer == layer and row.kind != "mlp"])
    whole = sum([row.value for row in ledger.rows if row.layer == layer and row.kind == "attn"])
    print(f"layer {layer}: heads {parts:+.4f}  attention row {whole:+.4f}  difference {parts - whole:+.1e}")
    assert abs(parts - whole) < 1e-4 * max(1, abs(whole))
}

# %% A difference of two logits
# A pair of targets asks which parts prefer the first over the second.
pair = lens.layer_attributions(run, (target, second), by="layer")
pair
assert abs(pair.error) < 1e-4 * max(1, abs(pair.total))
