width = 8
precision = 2
x = 3.14159
print(f"{x:{width}.{precision}f}|{x:{width}}|{x:.{precision}f}|{x:{'<'}{width}}|{'s':{'*^'}{width}}|{x:{f'{width}.1f'}}")
