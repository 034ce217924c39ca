# Arr only: an error where Python warns
print("\q")
