x = arange(10)
x[2:5] = 0
x[::-3] = tensor([1, 2, 3, 4])
print(x.tolist())
m = arange(9).reshape([3, 3])
m[1:, :2] = [[10, 20], [30, 40]]
m[0, ::2] = 5
print(m.tolist())
