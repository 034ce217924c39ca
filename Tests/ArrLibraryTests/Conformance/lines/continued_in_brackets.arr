x = (1 +
     2
     + 3)
xs = [1,
      2]
print(x, xs, max(1,
                 2))
