x = tensor([1.5, -2.25])
n = tensor([7, 8])
print(f"{x[0]:.2f} {x[1]:+.1f} {n[0]:04d} {n[1]:>5}")
