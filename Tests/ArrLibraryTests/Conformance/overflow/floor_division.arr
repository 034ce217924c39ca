# Arr only: an int has 64 bits
n = -9223372036854775808
print(n % -1)
print(n // -1)
