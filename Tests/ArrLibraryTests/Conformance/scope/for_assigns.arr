i = "before"
def f() { for i in range(3) { }; return i }
print(f(), i)
