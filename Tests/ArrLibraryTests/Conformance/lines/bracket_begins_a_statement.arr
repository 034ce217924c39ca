x = 5
[1, 2]
(3)
print(x)
