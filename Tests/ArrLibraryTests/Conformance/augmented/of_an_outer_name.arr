# Arr only: the words of the error
total = 0
def add(x) { total += x }
add(1)
