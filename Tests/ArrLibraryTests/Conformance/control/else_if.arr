# Arr only: the words of the error
x = 1
if x == 0 { print(0) } else if x == 1 { print(1) }
