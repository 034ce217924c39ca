# Arr only: the words of the error
n = 5
n[0]
