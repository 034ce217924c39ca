# Arr only: a value without a name changes for nobody to see
def make() { return [3, 1] }
make().append(5)
print(make(), [2, 1].sort(), sorted([2, 1]))
