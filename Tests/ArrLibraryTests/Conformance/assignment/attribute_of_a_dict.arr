# Arr only: the words of the error
d = {"a": 1}
d.a = 2
