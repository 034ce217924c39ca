# A name is bound anew by what is called for its arguments, its index or its other operand.
def swap(value) {
    box["items"] = [[value]]
    return 0
}
box = {"items": [["old"], ["older"]]}
print(box["items"][swap("new")][0], box["items"])
text = "abc"
def longer() { return text * 100 }
for i in range(3) { text += longer()[:2] }
print(text)
grid = [[1, 2], [3, 4]]
def clear(row) { return len(row) - 2 }
print(grid[clear(grid[0])][grid[0][0]], grid[grid[0][0]][grid[0][1] - 2])
names = ["a", "b"]
d = {"a": "b", "b": "a"}
for i in range(5) { names[i % 2] = d[names[i % 2]] + names[(i + 1) % 2] ; names[i % 2] = names[i % 2][:1] }
print(names, d[d[d["a"]]], d.get(d["b"], d["a"]))
