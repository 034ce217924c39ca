# Arr only: the words of the error
missing += 1
