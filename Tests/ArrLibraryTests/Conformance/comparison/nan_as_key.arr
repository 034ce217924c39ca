nan = 1e999 - 1e999
d = {nan: 1}
d[nan] = 2
print(len(d), nan in d, d[nan])
