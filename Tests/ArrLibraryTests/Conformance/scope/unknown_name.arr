# Arr only: the words of the error
count = 5
print(coutn)
