# %% lambda
f = lambda x: x + 1
# %% lambda in a call
sorted([3, 1], key=lambda x: -x)
# %% lambda with two parameters
f = lambda a, b: a + b
# %% fn
fn f(x) { return x }
# %% func
func f(x) { return x }
# %% function
function f(x) { return x }
# %% a function as a value
f = function(x) { return x }
# %% R's function
f <- function(x) { x + 1 }
# %% an arrow of one dash
f = x -> x + 1
# %% an arrow of one dash after parameters
f = (x, y) -> x + y
# %% Rust's closure
f = |x| x + 1
# %% let
let x = 1
# %% var
var x = 1
# %% const
const x = 1
# %% a declared type
x: int = 1
# %% a C declaration
int x = 1
# %% class
class Probe { }
# %% class in Python
class Probe:
    def __init__(self):
        self.x = 1
# %% del
xs = [1, 2]
del xs
# %% del of an item
xs = [1, 2]
del xs[0]
# %% global
def f() { global x }
# %% nonlocal
def f() { nonlocal x; x = 1 }
# %% yield
def f() { yield 1 }
# %% yield as a value
def f() { x = yield }
f()
# %% await
x = await f()
# %% async
async def f() { return 1 }
# %% is
x = none
x is None
# %% is not
x = none
x is not None
# %% throw
throw "no"
# %% throw new
throw new Error("no")
# %% raise an exception
raise ValueError("no")
# %% raise alone
raise
# %% print without parentheses
x = 1
print x
# %% print of text
print "hello"
# %% print of an f-string
x = 1
print f"{x}"
# %% import of a module
import numpy as np
# %% import of a module with dots
import torch.nn.functional as F
# %% from import
from transformers import AutoModel
# %% require
require("fs")
# %% using
using LinearAlgebra
# %% library
library(ggplot2)
# %% new
x = new Bench(1)
# %% foreach
foreach x in xs { print(x) }
# %% assert with parentheses
assert(1 == 2, "sums are wrong")
# %% a magic command
%timeit sum([1])
# %% a cell's magic command
%%time
x = 1
# %% a system command in a file
!ls
# %% a shell command in a file
:vars
# %% a help request in a file
?sum
# %% a dollar
x = $y
# %% a question mark behind
sum?
# %% dots for a range
for i in 1..3 { print(i) }
