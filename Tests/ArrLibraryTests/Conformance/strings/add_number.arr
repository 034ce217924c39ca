# Arr only: the words of the error
n = 3
print("n = " + n)
