fs = []
for i in range(3) { fs.append(() => i) }
print([f() for f in fs])
