import time


def work():
    d = {}
    for i in range(100_000):
        d[i * 7] = i
    for i in range(100_000):
        d[i * 7] += 1
    total = 0
    for i in range(100_000):
        total += d[i * 7]
    return total


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
