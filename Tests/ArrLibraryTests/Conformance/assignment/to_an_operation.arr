# Arr only: the words of the error
a = 1
a + 1 = 2
