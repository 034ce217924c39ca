total = 0
rows = [{"name": "a", "value": 3}, {"name": "b", "value": 5}]
for row in rows {
    total += row["value"]
    row["value"] = 0
}
print(total, rows)
best = [r for r in rows if r["value"] > 3][0]["name"]
print(best)
table = {}
for r in rows { table[r["name"]] = [r["value"]] }
for k in table { table[k].append(k) }
print(table)
rows[0].name
