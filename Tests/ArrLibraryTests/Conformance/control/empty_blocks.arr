if true { }
for i in range(2) { }
while false { }
def f() { }
print(f(), i)
