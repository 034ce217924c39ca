# Arr only: an int has 64 bits
print(-9223372036854775807 - 2)
