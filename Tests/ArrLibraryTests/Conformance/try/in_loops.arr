done = []
for x in [1, 0, 2] {
    try { done.append(10 // x) } catch { done.append("failed") }
}
print(done)
