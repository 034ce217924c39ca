# Arr only: the words of the error
arange(3) + arange(4)
