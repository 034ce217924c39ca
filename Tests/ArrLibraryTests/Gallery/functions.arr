# %% JavaScript's block for a lambda
f = x => { y = x }
# %% a block of several statements for a lambda
f = x => { y = x; y + 1 }
# %% the same on several lines
f = (x, y) => {
    z = x + y
    z * 2
}
g = 1
# %% return in a lambda
f = (x, y) => { return x + y }
# %% one expression in the braces of a lambda
f = x => { x * 2 }
# %% a call in the braces of a lambda
map(x => { print(x) }, [1, 2])
# %% an augmented assignment in a lambda
f = n => { n += 1 }
# %% several targets in a lambda
f = xs => { a, b = xs }
# %% an item assigned in a lambda
f = xs => { xs[0] = 1 }
# %% a dict in a lambda that lacks its values
f = x => {"a", "b"}
# %% * parameters
def f(*args) { return args }
# %% ** parameters
def f(x, **kw) { return kw }
# %% * and ** parameters
def f(*args, **kw) { return args }
# %% a lone * among parameters
def f(x, *, k=1) { return k }
# %% a lone / among parameters
def f(x, /, k=1) { return k }
# %% * parameters of a lambda
f = (*args) => args
# %% * parameters of a lambda without parentheses
f = *args => args
# %% lambda without parameters
f = lambda: 1
# %% lambda with * parameters
f = lambda *args: args
# %% lambda without parameters in a call
map(lambda: 1, [1])
# %% a type of several words
def f(x: list[int]) { return x }
# %% a type of a module
def f(x: np.ndarray) { return x }
# %% a type or none
def f(x: int | None) { return x }
# %% = for a body
def f(x) = x + 1
# %% => for a body
def f(x) => x + 1
# %% Julia's short definition
f(x) = x + 1
# %% no parameters at all
def f { return 1 }
# %% parameters without parentheses
def f x { return x }
# %% R's function of one line
function(x) x + 1
