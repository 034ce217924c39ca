# Arr only: the words of the error
for i in none { print(i) }
