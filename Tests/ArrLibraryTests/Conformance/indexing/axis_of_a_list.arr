# Arr only: named axes belong to tensors
xs = [1, 2]
xs[head=0]
