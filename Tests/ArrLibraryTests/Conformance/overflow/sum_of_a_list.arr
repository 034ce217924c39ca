# Arr only: an int has 64 bits
try { sum([9223372036854775807, 1]) } catch { print("overflow") }
print(sum([9223372036854775807, -1]))
