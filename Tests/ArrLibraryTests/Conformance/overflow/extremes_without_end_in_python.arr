# Arr only: Python has no largest int, and computes ten to any power before it rounds
print(round(15, -9223372036854775808), round(-15, -9223372036854775807))
try { enumerate(["a", "b"], 9223372036854775807) } catch e { print(e.code) }
try { round(9223372036854775807, -19) } catch e { print(e.code) }
