# %% a list's end
xs = [1, 2, 3]
xs[3]
# %% an empty list
xs = []
xs[0]
# %% negative
xs = [1]
xs[-2]
# %% a float as an index
xs = [1, 2]
xs[1.0]
# %% text as an index of a list
xs = [1, 2]
xs["a"]
# %% two indices of a list
xs = [[1, 2], [3, 4]]
xs[0, 1]
# %% a missing key
d = {"layer": 1}
d["laeyr"]
# %% a missing key of another type
d = {1: "a"}
d["1"]
# %% assigning beyond the end
xs = [1]
xs[1] = 2
# %% assigning to a string
s = "abc"
s[0] = "x"
# %% assigning to a tuple
t = (1, 2)
t[0] = 3
# %% indexing a number
x = 3
x[0]
# %% indexing none
x = none
x["a"]
# %% indexing a function
print[0]
# %% a slice of a dict
d = {"a": 1}
d[0:1]
# %% a slice with step zero
xs = [1, 2]
xs[::0]
# %% nested
d = {"rows": [{"name": "a"}]}
d["rows"][1]["name"]
# %% a tensor's axis
x = zeros([3, 4])
x[3, 0]
# %% a tensor's second axis
x = zeros([3, 4])
x[0, -5]
# %% a named axis
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
p = model([1, 2, 3])["pattern", 0]
p[head=2]
# %% a named axis that is not there
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
p = model([1, 2, 3])["pattern", 0]
p[heads=0]
# %% too many subscripts
x = zeros([3, 4])
x[0, 0, 0]
# %% a mask of another shape
x = zeros([3])
x[tensor([true, false])]
# %% a float index of a tensor
x = zeros([3])
x[1.5]
# %% an axis that a tensor has not
x = zeros([3, 4])
x.mean(axis=2)
# %% a named axis to reduce that is not there
x = zeros([3, 4])
x.mean(axis="pos")
# %% a name in a list's index
xs = [1]
xs[head=0]
# %% assigning a tensor of another shape
x = zeros([3, 4])
x[0] = [1, 2]
