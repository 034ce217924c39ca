_ = 1
_private = 2
__x__ = 3
for _ in range(3) { }
print(_, _private, __x__)
