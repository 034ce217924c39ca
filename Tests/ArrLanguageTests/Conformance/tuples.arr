t = (1, "a", [2])
a, (b, c) = 1, (2, 3)
print(t, (1,), (), a, b, c, t[1], t[-1], t[:2])
a, b = b, a
print(a, b, (1, 2) + (3,), (0,) * 2)
for i, (x, y) in [(0, (1, 2)), (1, (3, 4))] { print(i, x, y) }
first, second = "ab"
print(first, second)
pair = 1, 2
print(pair, pair == (1, 2))
try { a, b = 1, 2, 3 } catch e { print(e.message) }
try { a, b = [1] } catch e { print(e.message) }
try { a, b = 5 } catch e { print(e.message) }
try { t[0] = 1 } catch e { print(e.message, "|", e.hint) }
a, b = range(1000000)
