calls = []
def index(i) { calls.append(i); return i }
xs = [[1, 2], [3, 4]]
xs[index(1)][index(0)] += 10
print(xs, calls)
