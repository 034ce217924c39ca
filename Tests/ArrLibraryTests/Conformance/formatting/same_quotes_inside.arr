# Arr only: as in Python 3.12, where the outer quote may stand inside a field
d = {"key": 5}
print(f"{d["key"]} {"a" + "b"} {f"{d["key"]:03}"}")
