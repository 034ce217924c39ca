import time


def work():
    n = 200_000
    prime = [True] * (n + 1)
    prime[0] = False
    prime[1] = False
    i = 2
    while i * i <= n:
        if prime[i]:
            for k in range(i * i, n + 1, i):
                prime[k] = False
        i += 1
    found = 0
    for p in prime:
        if p:
            found += 1
    return found


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
