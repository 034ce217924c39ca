# Arr only: the words of the error
print({x: 1 for x in [[1]]})
