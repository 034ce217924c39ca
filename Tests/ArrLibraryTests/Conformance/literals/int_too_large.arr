# Arr only: 64 bits are the whole range
print(9223372036854775808)
