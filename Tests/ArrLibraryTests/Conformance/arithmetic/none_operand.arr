# Arr only: the words of the error
def f() { }
print(f() + 1)
