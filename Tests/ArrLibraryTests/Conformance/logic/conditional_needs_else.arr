# Arr only: the words of the error
x = 1 if true
