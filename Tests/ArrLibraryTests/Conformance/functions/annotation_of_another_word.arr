# Arr only: other annotations are for the reader
def f(x: Layer, y: any = none) { return (x, y) }
print(f(1))
