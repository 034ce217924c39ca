# Arr only: the words of the error
d = {}
d["a"]["b"] = 1
