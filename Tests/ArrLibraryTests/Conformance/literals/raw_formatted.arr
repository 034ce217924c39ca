x = 3
print(rf"\d{x}\n", fr"{x}\\")
