# Arr only: line ends of another system
print(1)
print([1,
  2])
