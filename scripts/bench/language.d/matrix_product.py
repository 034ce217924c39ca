import time

n = 80
a = [[float(i * j % 7) for j in range(n)] for i in range(n)]
b = [[float((i + j) % 5) for j in range(n)] for i in range(n)]


def work():
    c = []
    for i in range(n):
        row = []
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i][k] * b[k][j]
            row.append(total)
        c.append(row)
    return int(sum([sum(row) for row in c]))


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
