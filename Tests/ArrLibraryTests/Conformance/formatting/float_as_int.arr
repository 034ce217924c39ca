# Arr only: the words of the error
x = 2.5
print(f"{x:d}")
