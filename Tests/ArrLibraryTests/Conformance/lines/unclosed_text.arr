# Arr only: the words of the error
s = "abc
print(s)
