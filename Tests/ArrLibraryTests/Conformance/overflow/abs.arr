# Arr only: an int has 64 bits
try { abs(-9223372036854775808) } catch { print("overflow") }
