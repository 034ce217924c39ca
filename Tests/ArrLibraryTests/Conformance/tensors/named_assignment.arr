# Arr only: axis names
x = tensor([[0, 0, 0], [0, 0, 0]], axes=["head", "pos"])
x[head=1] = 5
x[pos=0] += 1
x[head=0, pos=2] = 9
print(x.tolist())
