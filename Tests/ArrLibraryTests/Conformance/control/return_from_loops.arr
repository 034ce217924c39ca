def find(rows, x) {
    for i, row in enumerate(rows) {
        for j in range(len(row)) {
            while true {
                if row[j] == x { return (i, j) }
                break
            }
        }
    }
}
print(find([[1, 2], [3, 4]], 3), find([], 1))
