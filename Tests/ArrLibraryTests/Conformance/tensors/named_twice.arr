# Arr only: the words of the error
x = tensor([[0, 1, 2], [3, 4, 5]], axes=["pos", "layer"])
x[pos=0, pos=1]
