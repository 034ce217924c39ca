d = {"a": 1, 2: "two", (1, 2): [3]}
e = d
d["b"] = none
d[2.0] = "zwei"
d[true] = "one"
d[1] = "uno"
print(d)
print(e)
d[(1, 2)].append(4)
print(d[(1, 2)], e[(1, 2)], d[1, 2], "a" in d, len(d))
for key in d { print(key) }
count = {}
for word in ["x", "y", "x"] {
    if word not in count { count[word] = 0 }
    count[word] += 1
}
print(count, {k: v for k in range(3) for v in [k * k] if k != 1})
d["deep"] = {"er": [{"est": 1}]}
d["deep"]["er"][0]["est"] += 41
d["deep"]["er"].append(2)
print(d["deep"])
try { d[[1]] = 2 } catch e { print(e.message, "|", e.hint) }
try { d["dep"] } catch e { print(e.message, "|", e.hint) }
d["nothing like it"]
