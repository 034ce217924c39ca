f = x => x, 1
print(f[0](5), f[1])
