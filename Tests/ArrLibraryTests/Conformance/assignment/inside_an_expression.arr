# Arr only: the words of the error
if x = 1 { print("no") }
