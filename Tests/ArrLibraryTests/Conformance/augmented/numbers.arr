n = 10
n += 5
n -= 3
n *= 2
print(n)
n //= 5
n **= 3
n %= 7
print(n)
n /= 4
print(n)
