# %% through a function
def half(x) { return x / 0 }
half(3)
# %% through three functions
def inner(xs) {
    return xs[10]
}
def middle(xs) {
    return inner(xs) + 1
}
def outer(n) {
    return middle([n])
}
outer(1)
# %% through a lambda
f = x => x + "a"
f(1)
# %% through map
def scale(x) { return x * none }
list(map(scale, [1, 2]))
# %% through a lambda given to map
list(map(x => x.foo, [1, 2]))
# %% through sorted
sorted([3, "a"], key=x => -x)
# %% through a comprehension
def f(x) { return 1 / x }
[f(x) for x in [1, 0]]
# %% through a pipeline
def f(xs) { return xs[5] }
[1, 2] |> f
# %% through a decorator
def twice(g) {
    return x => g(g(x))
}
@twice
def root(x) { return sqrt(x) }
root("a")
# %% through recursion
def depth(n) {
    if n == 0 { raise "the bottom" }
    return depth(n - 1)
}
depth(12)
# %% through a raise in a catch
try { [1][2] } catch e { raise e }
# %% through a module
import "/tmp/arr-gallery/helper.arr"
helper.ratio(1, 0)
# %% through a tool
model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=20))
exp = Bench(model)
@exp.use_tools("logit_lens")
def test(ids, logit_lens) {
    return logit_lens.logit_lens(ids, 0, 5)
}
test([1, 2])
# %% through a loop over what a function gives
def pairs(n) { return [(i, 1 / i) for i in range(n)] }
for a, b in pairs(2) { print(a) }
# %% a default that fails
def f(x=1 / 0) { return x }
# %% an argument that a callback does not take
list(map((a, b) => a, [1, 2]))
# %% a callback that is no function
list(map(3, [1, 2]))
# %% max with a key that fails
max(["a", "b"], key=x => x.size)
