x = tensor([1.5, 2.5])
print(float(x[0]) + 1, int(tensor([3])[0]), [10, 20, 30][int(tensor(2))], range(int(tensor(3))))
print("yes" if x[0] > 1 else "no", bool(tensor(0)), not tensor(1))
