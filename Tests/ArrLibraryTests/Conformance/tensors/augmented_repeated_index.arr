x = zeros([3])
x[[0, 0, 1]] += 1
print(x.tolist())
