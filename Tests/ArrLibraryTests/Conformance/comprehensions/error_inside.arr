# Arr only: the words of the error
print([10 // x for x in [1, 0]])
