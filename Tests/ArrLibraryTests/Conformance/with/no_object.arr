# Arr only: the words of the error
with 5 { print("never") }
