x = tensor([1, 2, 3])
print((x > 1).tolist(), (x == 2).tolist(), (x != tensor([1, 0, 3])).tolist(), (2 <= x).tolist(), (x < tensor([[2], [3]])).tolist())
