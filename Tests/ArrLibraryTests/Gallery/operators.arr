# %% &&
a = true
b = a && false
# %% || in a condition
a = true
if a || false { print(1) }
# %% !
a = true
b = !a
# %% ! of a call
if !len([1]) { print(1) }
# %% ++
x = 1
x++
# %% ++ in front
x = 1
++x
# %% --
def f(n) { n-- }
# %% ===
x = 1
x === 1
# %% !==
x = 1
x !== 1
# %% <>
x = 1
x <> 1
# %% a ternary of C
x = 1
y = x > 0 ? 1 : 2
# %% an if without an else
y = 1 if x > 0
# %% :=
x := 1
# %% := in a condition
if (n := len([1])) > 0 { print(n) }
# %% an arrow that assigns
x <- 1
# %% two assignments at once
a = b = 1
# %% = in a condition
x = 1
if x = 1 { print(x) }
# %% = in an expression
y = (x = 1) + 1
# %% &
a = [1, 2] & [2]
# %% | between masks
x = randn([3])
m = (x > 1) | (x < -1)
# %% ^
x = 2^10
# %% ~
m = ~[1, 2]
# %% <<
x = 1 << 4
# %% ?.
x = none
x?.shape
# %% ??
x = none ?? 1
# %% ::
x = Tensor::zeros(3)
# %% ->
x->shape
# %% a missing operand
x = 1 +
y = 2
# %% a missing operand before a bracket
x = (1 + )
# %% two operators
x = 1 * / 2
# %% an operator in front
x = * 2
# %% .*
x = [1] .* [2]
# %% not after an operator
a == not b
# %% =! for !=
x = 1
if x =! 2 { print(x) }
# %% => for >=
x = 1
if x => 3 { print(x) }
# %% =<
x = 1
if x =< 2 { print(x) }
# %% and as a name
and = 1
# %% @ in front of a name
x = @y
# %% a decorator without a function
@cache
x = 1
# %% a decorator on the same line
@cache def f() { }
# %% two expressions side by side
x = 3 4
# %% two strings side by side
x = "a" "b"
# %% a missing comma
xs = [1, 2 3]
# %% a missing comma in a call
print("a" 1)
# %% an assignment to a call
len([1]) = 2
# %% an assignment to a number
1 = x
# %% an assignment to a list of targets
[a, b] = [1, 2]
# %% a comparison instead of an assignment
x + 1 = 2
# %% += to two targets
a, b += 1
# %% a lambda with a body of statements
f = x => { return x }
# %% |> into a lambda
[1] |> x => x
# %% |> into a number
[1] |> 3
# %% spread outside a call
x = *[1, 2]
# %% a set
x = {1, 2}
# %% a dict with =
x = {a = 1}
# %% a set of spread items
x = {*[1, 2]}
# %% a comprehension of spread items
x = [*a for a in [[1]]]
# %% a comprehension without brackets
x = sum(i for i in [1])
# %% * parameters
def f(*xs) { return xs }
# %% a parameter twice
def f(a, a) { return a }
# %% a parameter without a default
def f(a=1, b) { return a }
# %% an argument twice
print("x", end="", end="")
# %% an unnamed argument after a named one
print(end="", "x")
# %% return outside a function
return 1
# %% break outside a loop
if true { break }
# %% continue in a function in a loop
for x in [1] { def f() { continue } }
