def f() { k = 1; k += 1.5; k *= 2; return k }
def g(n) { n -= 1; return n }
print(f(), g(5))
