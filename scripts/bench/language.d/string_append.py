import time


def work():
    s = ""
    for i in range(100_000):
        s += "x"
    return len(s)


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
