n = 10
n += 5; n -= 3; n *= 2; print(n)
n //= 5; print(n)
n /= 8; print(n)
n **= 3; print(n)
n %= 0.1; print(f"{n:.3f}")
s = "a"; s += "b"; s *= 3; print(s)
d = {"n": [1, 2]}
d["n"][0] -= 5
d["n"] += [3]
print(d)
def local() { k = 1; k += 1.5; return k }
print(local())
missing_name += 1
