s = "ab"
s += s
s += s + s
print(s, len(s))
words = ["x"]
for i in range(6) { words[0] += words[0] }
print(len(words[0]))
xs = [1]
xs += xs
xs += xs + xs
xs.extend(xs)
print(len(xs), xs[:3])
d = {"k": "v"}
d["k"] += d["k"] + str(len(d))
print(d)
a = "left"
b = a
a += b
b += a
print(a, b)
parts = []
for i in range(300) { parts.append(str(i)); parts.append("é") }
whole = "-".join(parts)
print(len(whole), whole[-6:], whole.split("-")[598:], whole.count("é"))
