# Arr only: the words of the error
x = arange(3)
if x > 1 { print("no") }
