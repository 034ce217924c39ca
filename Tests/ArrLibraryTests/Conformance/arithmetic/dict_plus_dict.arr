# Arr only: the words of the error
print({"a": 1} + {"b": 2})
