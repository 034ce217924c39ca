# Arr only: the words of the error
nothing["a"] = 1
