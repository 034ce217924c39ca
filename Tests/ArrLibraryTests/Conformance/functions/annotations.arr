def f(x: int, y: float = 1.5, z: list = [1]) { return (x, y, z) }
print(f(1), f(1, 2.5), f(1, z=[2]))
