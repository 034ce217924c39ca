x = arange(10)
print(x[::-1].tolist(), x[7:2:-2].tolist(), x[-2::-3].tolist(), x[:-4:-1].tolist(), x[3:3:-1].tolist())
