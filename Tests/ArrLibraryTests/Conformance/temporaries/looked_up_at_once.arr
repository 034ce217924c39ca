def table(n) { return {f"name {i}": f"value {i} of a text that is not short" for i in range(n)} }
print(table(4)["name 2"], "name 3" in table(4), "name 4" in table(4))
print(table(4).get("name 1"), table(4).get("name 9", "none of them"))
print({"k": "a text made of " + str(1)}.get("k"))
found = 0
for i in range(500) { if f"name {i}" in table(3) { found += len(table(3)[f"name {i}"]) } }
print(found)
print(f"{table(2)['name 0']!r:>45}|{[['in', 'side']][0][1]:<8}|")
