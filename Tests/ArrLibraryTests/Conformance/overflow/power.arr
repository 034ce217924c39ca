# Arr only: an int has 64 bits
print(2 ** 63)
