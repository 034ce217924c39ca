# Arr only: the words of the error
try { print(1) }
print(2)
