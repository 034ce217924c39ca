def work() {
    xs = []
    for i in range(100_000) { xs.append(i) }
    return len(xs) + xs[-1]
}

began = clock()
result = work()
print(clock() - began, result)
