# Arr only: a loop walks the value that it began with
d = {"a": 1, "b": 2}
for key in d {
    d[key + key] = d[key]
}
print(d)
