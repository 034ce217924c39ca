#!/usr/bin/env arr
# %% The whole idea in ten lines
# A configuration, a model with random weights, an input, a bench, and a function that asks two questions of the model.
# With no argument the model is small; give a checkpoint folder to ask the same of a trained one.
if len(args) > 0 {
    model = load_model(args[0])
} else {
    config = HookedAutoConfig(
        name="llama",
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=2,
        vocab_size=1000,
    )
    model = HookedAutoModel(config)
}
input_ids = randint(0, model.vocab_size, [1, min(50, model.n_ctx)])
exp = Bench(model, save_dir=env("ARR_EXPERIMENTS", "experiments"))

# %% The tools come by name
# `use_tools` makes the lens and passes it as the keyword argument of that name; `log_experiment` keeps a record.
@exp.log_experiment
@exp.use_tools("logit_lens")
def test_logit_lens(input_ids, target_idx, layer_idx, logit_lens) {
    ll = logit_lens.logit_lens(input_ids, target_idx, layer_idx)
    la = logit_lens.layer_attributions(input_ids, target_idx)
    return {"logit_lens": ll, "layer_attributions": la}
}

result = test_logit_lens(input_ids, 0, 0)

# %% What came out
# The rows of the ledger sum to the logit; the footer says by how much they miss it.
result["layer_attributions"]
print("versions recorded:", len(exp.list_versions("test_logit_lens")))
