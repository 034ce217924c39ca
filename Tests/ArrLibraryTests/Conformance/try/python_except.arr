# Arr only: the words of the error
try { print(1) } except e { print(2) }
