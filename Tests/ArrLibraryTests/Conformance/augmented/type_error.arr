# Arr only: the words of the error
n = 1
n += "a"
