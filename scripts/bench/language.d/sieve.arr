def work() {
    n = 200_000
    prime = [true] * (n + 1)
    prime[0] = false
    prime[1] = false
    i = 2
    while i * i <= n {
        if prime[i] {
            for k in range(i * i, n + 1, i) { prime[k] = false }
        }
        i += 1
    }
    found = 0
    for p in prime {
        if p { found += 1 }
    }
    return found
}

began = clock()
result = work()
print(clock() - began, result)
