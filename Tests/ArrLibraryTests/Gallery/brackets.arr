# %% an open parenthesis
print(1
x = 2
# %% an open bracket over lines
xs = [
  1,
  2
y = 3
# %% an open brace of a dict
d = {"a": 1
x = 2
# %% an open brace of a block
def f() {
    x = 1
f()
# %% an open block inside another
def f() {
    for i in [1] {
        print(i)
}
f()
# %% a bracket closed by another
xs = [1, 2)
# %% a parenthesis too many
print(1))
# %% a bracket too many
x = 1]
# %% a closing brace alone
}
# %% nested brackets, the inner one open
print(max([1, 2)
x = 1
# %% an index without an end
xs = [1, 2]
xs[0
print(xs)
# %% an index without a number
xs = [1, 2]
xs[]
# %% an open f-string field
x = f"{1 + 2"
# %% an empty f-string field
x = f"{}"
# %% a single brace in an f-string
x = f"a } b"
