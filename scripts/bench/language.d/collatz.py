import time


def work():
    longest = 0
    for start in range(1, 5000):
        n = start
        steps = 0
        while n != 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            steps += 1
        if steps > longest:
            longest = steps
    return longest


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
