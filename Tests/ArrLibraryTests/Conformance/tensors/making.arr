print(tensor([1, 2, 3]).tolist(), tensor([[1, 2], [3, 4]]).tolist(), tensor([1.5, 2.0]).tolist(), tensor(5).tolist(), tensor([true, false]).tolist())
print(zeros([2, 2]).tolist(), ones([3]).tolist(), arange(5).tolist(), arange(2, 10, 3).tolist())
