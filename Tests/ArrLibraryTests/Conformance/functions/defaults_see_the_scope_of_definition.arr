x = 1
def f(y=x + 1) { return y }
x = 10
print(f())
