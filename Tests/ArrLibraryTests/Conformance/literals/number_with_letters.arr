# Arr only: the words of the error
print(12abc)
