# Arr only: the words of the error
heading = 5
print(headnig)
