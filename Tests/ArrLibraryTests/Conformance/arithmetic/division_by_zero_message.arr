# Arr only: the words of the error
x = 0
print(10 // x)
