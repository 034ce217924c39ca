m = arange(12).reshape([3, 4])
i = tensor([[0, 2], [1, 1]])
print(m[i, 0].tolist(), m[0, i].tolist(), m[tensor([2, 0])].tolist(), m[tensor([[0], [2]]), tensor([1, 3])].tolist())
