# Arr only: Python turns to complex numbers
print((-8) ** (1 / 3))
