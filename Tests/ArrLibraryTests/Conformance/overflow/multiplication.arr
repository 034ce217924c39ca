# Arr only: an int has 64 bits
n = 4611686018427387904
print(n * 2)
