# Arr only: the words of the error
s = "abc"
s[0] = "x"
