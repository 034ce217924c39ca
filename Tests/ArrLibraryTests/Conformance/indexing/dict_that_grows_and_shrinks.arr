d = {i: i for i in range(100)}
e = {k: v for k, v in d.items()}
for i in range(90) { e.pop(i) }
e["x"] = 1
print(len(d), len(e), d[0], list(e.keys())[:2], list(e.keys())[-1], 5 in e, 95 in e)
q = {}
for i in range(5000) {
    q[i] = i
    if i >= 10 { q.pop(i - 10) }
}
print(len(q), list(q.keys())[0], list(q.values())[-1])
for i in range(1000) {
    q[i % 7] = i
    q.pop(i % 7)
}
print(len(q), q)
s = {}
for i in range(3000) { s[f"key {i % 1500}"] = i }
print(len(s), s["key 0"], s["key 1499"], s.get("key 1500", "none"), list(s.keys())[:2])
for i in range(1500) { if i % 3 > 0 { s.pop(f"key {i}") } }
s["key 1"] = "again"
print(len(s), list(s.keys())[:3], list(s.keys())[-1], s["key 1"], "key 2" in s)
print({(1, 2): "a", (1, 2.0): "b", "é": 1, "e": 2}, {1: 1, 1.0: 2, true: 3} == {1: 3}, {0.5: 1, none: 2}[none])
