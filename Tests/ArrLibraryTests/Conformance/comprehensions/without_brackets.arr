# Arr only: the words of the error
print(sum(x for x in [1, 2]))
