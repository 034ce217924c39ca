import time


def work():
    total = 0
    for turn in range(10):
        squares = [x * x for x in range(20_000) if x % 3 == 0]
        pairs = {x: x + 1 for x in squares if x % 2 == 1}
        total += len(squares) + len(pairs)
    return total


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
