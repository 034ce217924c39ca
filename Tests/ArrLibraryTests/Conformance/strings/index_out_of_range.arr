# Arr only: the words of the error
s = "abc"
s[3]
