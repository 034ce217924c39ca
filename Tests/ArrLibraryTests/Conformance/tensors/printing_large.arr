print(arange(1000).sum(), arange(1001))
print(arange(2000).reshape(40, 50))
print(arange(3000).reshape(10, 20, 15))
print(len(str(arange(100000))) < 60)
