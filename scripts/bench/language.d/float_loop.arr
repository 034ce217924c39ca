def work() {
    total = 0.0
    for i in range(1_000_000) { total = total + 0.5 }
    return int(total)
}

began = clock()
result = work()
print(clock() - began, result)
