# Arr only: axis names
x = tensor([[0, 1, 2], [3, 4, 5]], axes=["pos", "d_model"])
print(x.sum(axis="pos").tolist(), x.sum(axis="d_model").tolist(), x.sum(axis=0).tolist(), x.argmax(axis="d_model").tolist())
