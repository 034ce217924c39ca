# Arr only: the loop variable holds a value of its own
rows = [[1], [2]]
for row in rows { row.append(0) }
print(rows)
for i in range(len(rows)) { rows[i].append(0) }
print(rows)
