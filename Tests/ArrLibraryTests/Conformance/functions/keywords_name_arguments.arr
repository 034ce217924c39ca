# Arr only: keywords of the language are names of arguments too
print(dict(with=1, in=[2], as=3, for=4, if=5, not=-1))
print(dict(**{"with": 1}, from=2))
def f(a=1) { return a }
f(with=2)
