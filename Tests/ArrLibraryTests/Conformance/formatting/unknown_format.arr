# Arr only: the words of the error
print(f"{5:w}")
