# Arr only: an int has 64 bits
n = 9223372036854775807
n += 1
