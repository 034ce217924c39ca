def work() {
    d = {}
    for i in range(100_000) { d[i * 7] = i }
    for i in range(100_000) { d[i * 7] += 1 }
    total = 0
    for i in range(100_000) { total += d[i * 7] }
    return total
}

began = clock()
result = work()
print(clock() - began, result)
