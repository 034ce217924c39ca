x = tensor([-7, -1, 0, 1, 7])
print((x // 2).tolist(), (x % 3).tolist(), (x // -2).tolist(), (x % -3).tolist())
y = tensor([-7.5, 7.5])
print((y // 2).tolist(), (y % 2).tolist(), (y % -2).tolist())
