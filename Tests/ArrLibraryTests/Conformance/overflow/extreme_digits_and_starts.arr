print(round(15, -1), round(25, -1), round(15, -19), round(15, -20), round(15, -9223372036854775808))
print(round(9223372036854775807, -18), round(-9223372036854775808, -30))
print(list(enumerate(["a"], 9223372036854775807)))
print(list(enumerate([], 9223372036854775807)))
try { enumerate(["a", "b"], 9223372036854775807) } catch e { print(e.code) }
print(round(-9223372036854775807, -16), round(-9223372036854775808, 0), round(4999, -4), round(-25, -1))
try { round(9223372036854775807, -19) } catch e { print(e.code) }
