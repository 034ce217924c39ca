# Arr only: the words of the error
true = 1
