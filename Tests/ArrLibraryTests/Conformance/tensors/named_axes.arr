# Arr only: axis names
x = tensor(arange(24).reshape([2, 3, 4]).tolist(), axes=["head", "query", "key"])
print(x[head=1, query=-1].tolist(), x[query=0, key=1:3].tolist(), x[0, key=-1].tolist(), x[head=[1, 0], query=0, key=0].tolist())
