# Arr only: the words of the error
d = {"layer": 1, "head": 2}
d["laier"]
