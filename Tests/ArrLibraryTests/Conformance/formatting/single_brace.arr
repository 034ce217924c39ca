# Arr only: the words of the error
print(f"a } b")
