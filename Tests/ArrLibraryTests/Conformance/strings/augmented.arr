s = "a"
t = s
s += "b"
s *= 2
print(s, t)
