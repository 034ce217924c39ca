# Arr only: the words of the error
print({**[1, 2]})
