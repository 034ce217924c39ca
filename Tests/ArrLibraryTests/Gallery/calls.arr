# %% too many arguments
len([1], [2])
# %% too few arguments
divmod(3)
# %% too few arguments of a method
"abc".replace("a")
# %% a keyword that is not there
print("a", ends="")
# %% a keyword that is nowhere near
print("a", florble=1)
# %% a keyword of another library
x = zeros([2, 3])
x.sum(dim=0)
# %% keepdim
x = zeros([2, 3])
x.sum(axis=0, keepdim=true)
# %% an argument twice
def f(a) { return a }
f(1, a=2)
# %% a user function with too many
def area(w, h) { return w * h }
area(1, 2, 3)
# %% a user function with too few
def area(w, h) { return w * h }
area(1)
# %% a user function with a wrong keyword
def area(width, height) { return width * height }
area(1, hight=2)
# %% a user function's type
def half(n: int) { return n // 2 }
half("a")
# %% a lambda with too many
f = x => x
f(1, 2)
# %% a library function's type
sqrt("4")
# %% a type behind an argument's name
"a,b".split(sep=1)
# %% a type over several lines
print(
    "a",
    end=3
)
# %% a list that is called
xs = [1, 2]
xs(0)
# %% a number that is called
x = 2
x(3)
# %% a string that is called
name = "a"
name()
# %% none that is called
x = none
x()
# %% a module that is called
zeros([2])(1)
# %% spreading a number
print(*3)
# %% spreading a list as keywords
print(**[1])
# %% a loop over a number
for i in 3 { print(i) }
# %% a loop over none
for i in none { print(i) }
# %% a loop over a function
for i in range { print(i) }
# %% unpacking too few
a, b, c = [1, 2]
# %% unpacking too many
a, b = "abc"
# %% unpacking a number
a, b = 3
# %% unpacking in a loop
for a, b in [1, 2] { print(a) }
# %% int of text
int("12a")
# %% float of text
float("one")
# %% a value outside its range
chr(-1)
# %% raise
raise "the input is empty"
# %% assert
x = 3
assert x > 5
# %% assert with a message
x = 3
assert x > 5, f"x is {x}"
# %% with something that cannot be entered
with 3 { print(1) }
# %% an unsortable list
sorted([1, "a"])
# %% too many nested calls
def f(n) { return f(n + 1) }
f(0)
# %% an unhashable key
d = {[1]: 2}
# %% a decorator that is no function
@3
def f() { return 1 }
# %% a variable that hides a function
list = [1, 2]
list("abc")
# %% an item read with parentheses from a call's result
def f() { return [1, 2] }
f()(0)
# %% delimiter of pandas
read_csv("x.csv", delimiter=";")
# %% path of a model
load_model(path="gpt2")
# %% sizes side by side
zeros(2, 3)
# %% three sizes side by side
randn(2, 3, 4)
# %% max of tensors
max(zeros([2]), ones([2]))
# %% text that is no JSON
from_json("[1, 2")
