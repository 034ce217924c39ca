sum = 5
print(sum)
def f() { return sum + 1 }
print(f())
