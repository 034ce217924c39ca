m = zeros([2, 3])
m[:] = tensor([1.0, 2.0, 3.0])
m[:, 0] = 9
print(m.tolist())
