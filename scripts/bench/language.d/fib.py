import time


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def work():
    return fib(25)


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
