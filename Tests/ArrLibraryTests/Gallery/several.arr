# %% a mistake a line
x = = 1
y = 2
z = )
# %% in and after a function
def f() {
    y = 3 4
    return y
}
foo(1
bar = 2
if x:
    break
w = 1 +* 2
# %% an open bracket does not swallow the file
xs = [1, 2
print(xs
y = 3 ! 4
# %% one mistake inside a call of many lines
plot(
    x,
    y z,
    title="a",
)
print(1)
# %% C habits in one function
function f(n) {
    let i = 0;
    while (i < n && n > 0) {
        i++;
    }
    return i;
}
# %% Python habits in one script
import numpy as np
from torch import nn

class Probe(nn.Module):
    def __init__(self, n):
        self.n = n

    def forward(self, x):
        return x

def main():
    x = np.zeros(3)
    if x is None:
        return
    print "done"

x = 1
y = x && 2
# %% many
a = )
b = )
c = )
d = )
e = )
f = )
g = )
h = )
i = )
j = )
k = )
l = )
# %% a lexical and a syntactic one
x = "abc
y = 3 4
# %% two smart quotes on a line are one mistake
x = “a” + “b”
y = 2
# %% braces on lines of their own are no mistake
def f(x)
{
    if x
    {
        return 1
    }
    else
    {
        return 2
    }
}
print(f(1) + "a")
