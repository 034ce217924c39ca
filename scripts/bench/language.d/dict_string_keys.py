import time

names = [f"layer.{i}.weight" for i in range(1000)]


def work():
    d = {}
    for turn in range(100):
        for name in names:
            d[name] = turn
    total = 0
    for turn in range(100):
        for name in names:
            if name in d:
                total += d[name]
    return total


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
