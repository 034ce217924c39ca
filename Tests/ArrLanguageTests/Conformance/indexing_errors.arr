def attempt(f) { try { print(f()) } catch e { print(e.code, "|", e.message) } }
attempt(() => [1][1])
attempt(() => [][0])
attempt(() => [1]["a"])
attempt(() => [1][0, 0])
attempt(() => "abc"[::0])
attempt(() => 5[0])
attempt(() => {"a": 1}[0:1])
attempt(() => (1, 2)[1.0])
attempt(() => [1, 2, 3][9223372036854775807:-9223372036854775807:-9223372036854775807])
attempt(() => [1][head=0])
[1, 2][2]
