# Arr only: the words of the error
with range(3) { print("never") }
