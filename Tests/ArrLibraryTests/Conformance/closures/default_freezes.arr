fs = []
for i in range(3) { fs.append((k=i) => k) }
print([f() for f in fs])
