import time


def work():
    total = 0.0
    for i in range(1_000_000):
        total = total + 0.5
    return int(total)


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
