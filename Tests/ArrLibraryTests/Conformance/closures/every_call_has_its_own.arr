def make(n) { return () => n }
fs = [make(i) for i in range(3)]
print([f() for f in fs])
