# %% text plus a number
n = 3
"layer " + n
# %% a number plus text
n = 3
n + " layers"
# %% text plus a float in a longer expression
n = 3.5
label = "loss: " + n * 2 + " nats"
# %% list plus number
[1, 2] + 3
# %% list minus list
[1, 2] - [1]
# %% list times float
[1, 2] * 1.5
# %% dict plus dict
{"a": 1} + {"b": 2}
# %% text times text
"a" * "b"
# %% text with % formatting
"%d layers" % 3
# %% none in arithmetic
def f() { x = 1 }
f() + 1
# %% augmented
total = 0
total += "a"
# %% augmented item
d = {"n": 1}
d["n"] += "a"
# %% minus of text
-"a"
# %% less between text and number
"10" < 9
# %% less between lists of different things
[1] < ["a"]
# %% a chain of comparisons
1 < 2 < "a"
# %% in a number
3 in 5
# %% a number in text
1 in "123"
# %% division by zero
1 / 0
# %% remainder by zero
x = 0
10 % x
# %% overflow
2 ** 64
# %% overflow of a product
9223372036854775807 * 2
# %% a root of a negative number
(-8) ** 0.5
# %% @ between numbers
2 @ 3
# %% @ between lists
[1, 2] @ [3, 4]
# %% the left operand over lines
(
  "a"
    + 1
)
