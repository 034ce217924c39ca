#!/usr/bin/env arr
# %% Attributions that add up
# A logit is a sum: what the embedding, every head and every MLP wrote to the stream, each scaled by the final norm and
# read off along the target's direction. Here is the sum, and the proof.
model = load_model(args[0]) if len(args) > 0 else HookedAutoModel(HookedAutoConfig("llama", hidden_size=64,
    intermediate_size=128, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, vocab_size=300), seed=1)
text = args[1] if len(args) > 1 else "One day, a girl named Lily went to the"
run = model(text if model.tokenizer != none else randint(0, model.vocab_size, [1, 12]))
lens = LogitLens(model)
target = run.next(k=1).ids[0]

# %% By sublayer
ledger = lens.layer_attributions(run, target)
ledger

# %% By head
# The heads of a layer and its attention's bias sum to the attention row above.
heads = lens.layer_attributions(run, target, by="head")
strongest = sorted([r for r in heads.rows if r.kind == "head"], by=r => -abs(r.value))
for r in strongest[:5] { print(f"{r.label:6} {r.value:+.4f}") }

for layer in range(model.n_layers) {
    parts = sum([r.value for r in heads.rows if r.layer == layer and r.kind != "mlp"])
    whole = [r.value for r in ledger.rows if r.layer == layer and r.kind == "attn"][0]
    print(f"layer {layer}: heads {parts:+.4f}  attention row {whole:+.4f}  difference {parts - whole:+.1e}")
    assert abs(parts - whole) < 1e-4 * max(1, abs(whole))
}

# %% A difference of two logits
# A pair of targets asks which parts prefer the first over the second.
second = run.next(k=2).ids[1]
pair = lens.layer_attributions(run, (target, second), by="layer")
pair
assert abs(pair.error) < 1e-4 * max(1, abs(pair.total))
