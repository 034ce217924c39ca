import time


def work():
    xs = []
    for i in range(100_000):
        xs.append(i)
    return len(xs) + xs[-1]


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
