# Arr only: the words of the error
if true:
    print(1)
