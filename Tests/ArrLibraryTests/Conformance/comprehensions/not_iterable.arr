# Arr only: the words of the error
print([x for x in 5])
