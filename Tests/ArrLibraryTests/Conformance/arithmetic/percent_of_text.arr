# Arr only: an error with a hint where Python formats
print("%d" % 3)
