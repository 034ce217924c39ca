# Arr only: the words of the error
d = {"a": 1}
d[[1, 2]]
