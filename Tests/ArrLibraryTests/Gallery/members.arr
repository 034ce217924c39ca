# %% a typo of a method
xs = [1]
xs.appendd(2)
# %% a typo of a property
x = zeros([2])
x.shap
# %% shape called
x = zeros([2])
x.shape()
# %% dtype called
x = zeros([2])
x.dtype()
# %% T called
x = zeros([2, 3])
x.T()
# %% size with an argument
x = zeros([2, 3])
x.size(0)
# %% a property of a model called
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model.n_layers()
# %% length
xs = [1]
xs.length
# %% length of a string
"abc".length()
# %% push
xs = [1]
xs.push(2)
# %% add
xs = [1]
xs.add(2)
# %% append on a literal dict
d = {"a": 1}
d.append(2)
# %% append on a tuple
t = (1, 2)
t.append(3)
# %% append on a string
s = "a"
s.append("b")
# %% has_key
d = {"a": 1}
d.has_key("a")
# %% a key as an attribute
d = {"name": 1}
d.name
# %% a key as an attribute that is misspelled
d = {"name": 1}
d.nmae
# %% setting a key as an attribute
d = {"name": 1}
d.name = 2
# %% toUpperCase
"a".toUpperCase()
# %% trim
" a ".trim()
# %% contains
"abc".contains("b")
# %% a method of none
x = print("a")
x.lower()
# %% an attribute of a number
x = 3
x.foo
# %% cuda
x = zeros([2])
x.cuda()
# %% to
x = zeros([2])
x.to("cuda")
# %% detach
x = zeros([2])
x.detach().numpy()
# %% numpy
x = zeros([2])
x.numpy()
# %% dim
x = zeros([2, 3])
x.dim()
# %% backward
x = zeros([1])
x.backward()
# %% requires_grad
x = zeros([1])
x.requires_grad = true
# %% item on a number
x = 3.5
x.item()
# %% tolist on a list
x = [1]
x.tolist()
# %% map on a list
[1, 2].map(x => x + 1)
# %% forEach
[1, 2].forEach(print)
# %% a method without a call
xs = [1]
xs.len
# %% forward
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model.forward([1])
# %% run_with_cache
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
logits, cache = model.run_with_cache([1])
# %% cfg
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model.cfg
# %% W_U
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model.W_U
# %% to_tokens
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model.to_tokens("a")
# %% eval
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model.eval()
# %% setting a property
x = zeros([2])
x.shape = [1, 2]
# %% size of PyTorch
zeros([2, 3]).size()
# %% expand of PyTorch
zeros([1, 3]).expand(2, 3)
# %% a progress that is not entered
progress(3).update()
# %% bytes of a text
"é".encode("utf-8")
# %% text of bytes
"é".decode()
# %% ids of a run
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model([1, 2]).ids
# %% the text of a run
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model([1, 2]).text
# %% patterns of Hugging Face
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
model([1, 2]).attentions
