# %% a family
HookedAutoConfig("lama")
# %% a family that is nowhere near
HookedAutoConfig("bert")
# %% a configuration field
HookedAutoConfig("llama", hiden_size=64)
# %% a configuration field of another family
HookedAutoConfig("gpt2", hidden_size=64)
# %% a configuration field to read
config = HookedAutoConfig("llama")
config.hidden_sise
# %% a configuration that does not fit
HookedAutoConfig("gpt2", n_embd=10, n_head=3)
# %% an activation
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
run = model([1, 2])
run["blocks.0.attn.hook_patern"]
# %% a short activation name
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
run = model([1, 2])
run["resid_pots", 0]
# %% a layer of an activation
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
run = model([1, 2])
run["blocks.2.attn.hook_pattern"]
# %% a layer behind a short name
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
run = model([1, 2])
run["pattern", 7]
# %% a run indexed by a number
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
run = model([1, 2])
run[0]
# %% a weight
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model.weight("W_Q")
# %% a weight in the checkpoint's words
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model.weight("transformer.h.0.atn.c_attn.weight")
# %% a tool
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
exp = Bench(model)
@exp.use_tools("logit_lense")
def test(ids, logit_lense) { return 1 }
# %% a layer of the lens
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
lens = LogitLens(model)
lens.logit_lens([1, 2], target=0, layer=12)
# %% a target outside the vocabulary
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
LogitLens(model).logit_lens([1, 2], target=20, layer=0)
# %% text for a model without a tokenizer
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model("hello")
# %% a token outside the vocabulary
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model([1, 99])
# %% no tokens
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model([])
# %% a configuration for a lens
LogitLens(HookedAutoConfig("gpt2"))
# %% a field of a run
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
run = model([1, 2])
run.logit
# %% a position of the lens
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
LogitLens(model).logit_lens([1, 2], target=0, layer=0, pos=5)
# %% a weight under a state dict's name with a slip
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model.weight("unembed.W_u")
# %% a weight that this model has not
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model.weight("unembed.b_U")
# %% fewer than no tokens
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model.generate([1, 2], max_new_tokens=-5)
# %% help on what is not there
help("activation patching")
# %% hooks of TransformerLens
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model.run_with_hooks([1, 2], fwd_hooks=[])
# %% a hook
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model.add_hook("blocks.0.hook_attn_out", f)
# %% an intervention beside a run
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model([1, 2], with=[3])
# %% the beginning-of-sequence token by TransformerLens' name
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model([1, 2], prepend_bos=true)
# %% a plan of what has run
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
plan(LogitLens(model).grid([1, 2]))
# %% another type by torch's name
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=8, n_head=2, vocab_size=20))
model.weight("W_E").to("float32")
# %% the type of a checkpoint that is loaded
load_model("folder", dtype="bf16")
# %% the device of a checkpoint that is loaded
load_model("folder", device="cuda")
