# Arr only: `...` takes everything
xs = [1, 2]
print(xs[...])
