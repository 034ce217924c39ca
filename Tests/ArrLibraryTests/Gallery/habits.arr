# %% a set
x = {1, 2}
# %% a set comprehension
x = {x for x in [1, 1]}
# %% a range with a colon
x = 1:10
# %% a range of a loop with a colon
for i in 1:10 { print(i) }
# %% a range up to a variable with a colon
for i in 1:n { print(i) }
# %% a declared type of a field
x.y: int = 3
# %% end of a block
for i in [1] { print(i) }
end
# %% end of a list
xs = [1, 2]
xs[end]
# %% a statement of a shell
echo "x"
# %% Ruby's puts
puts "x"
# %% typeof without parentheses
typeof x
# %% require without parentheses
require "helper.arr"
# %% a call of several words
say hello world
# %% xor
a = true xor false
# %% isa
x = 1 isa int
# %% as
x = "1" as int
# %% a matrix with semicolons
x = [1, 2; 3, 4]
# %% a transpose
x = eye(2)
x'
# %% a product without a sign
y = 2x + 1
# %% R's pipe
[1, 2] %>% sum
# %% a magic command that measures nothing
%matplotlib inline
# %% the name of the program
if __name__ == "__main__" { print(1) }
# %% eval
eval("1 + 1")
# %% two dicts in one
{"a": 1} | {"b": 2}
# %% a variable and a dict in one
a = {}
b = a | {"b": 2}
# %% a dict into another
a = {}
a |= {"b": 2}
# %% the lowest bit
n = 5
n & 1
# %% bits of two numbers
5 ^ 3
# %% strings side by side in a call
print("a" "b")
# %% strings in lines of their own
text = ("one "
        "two")
# %% an f-string beside a string
x = [f"{1}" "b"]
# %% a set of spread items
xs = [1, 1]
x = {*xs}
# %% json imported
import json
# %% a class of a module imported
from collections import Counter
# %% a module of Python imported
import os
# %% another file as a module
import analysis
