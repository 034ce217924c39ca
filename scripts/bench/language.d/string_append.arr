def work() {
    s = ""
    for i in range(100_000) { s += "x" }
    return len(s)
}

began = clock()
result = work()
print(clock() - began, result)
