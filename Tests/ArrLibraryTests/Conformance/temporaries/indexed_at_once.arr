def make(n) { return [[i * 10 + k for k in range(3)] for i in range(n)] }
print([[1, 2], [3, 4]][0][1], [[1, 2], [3, 4]][-1][-1])
print(make(3)[2][1], make(2)[0], make(1)[0][0])
print({"a": {"b": [1, "two"]}}["a"]["b"][1])
print((("x", "y"), ("z",))[1][0])
print([f"text {i}" for i in range(5)][3])
print({f"key {i}": [f"value {i}"] for i in range(5)}["key 4"][0])
total = 0
for i in range(2000) { total += [[i, i + 1], [i + 2, i + 3]][i % 2][1] }
print(total)
texts = []
for i in range(200) { texts.append([["a" * i, "b" * i], ["c" * i]][i % 2][0]) }
print(len("".join(texts)), texts[3], texts[4])
