# Arr only: axis names
x = tensor([[0, 1, 2], [3, 4, 5]], axes=["pos", "d_model"])
print(x.axes, x[0].axes, x[:, 1].axes, x[pos=1:].axes, x.sum(axis="pos").axes, x.mean(axis="d_model").axes, (x + 1).axes, x.T.axes)
