# Arr only: the words of the error
for i in 5 { print(i) }
