xs = [5, 3, 8]
ys = xs
ys.append(1)
print(xs, ys, len(ys))
xs[0] = "changed"
xs[-1] = [1]
print(xs, xs[1], xs[-1], xs[0:2], xs[::-1], xs[5:], xs[-2:])
nested = [[1, 2], [3, 4]]
copy = nested
nested[0][1] = 99
nested[1].append(5)
print(nested, copy)
def change(values) {
    values.append(0)
    values[0] = "mine"
    return values
}
print(change(nested), nested)
print([1, 2] + [3], [0] * 3, 2 * ["a", "b"])
xs = [0, 1, 2, 3, 4, 5, 6]
xs[1:3] = ["a", "b", "c"]
print(xs)
xs[::2] = ["e", "e", "e", "e"]
print(xs)
xs[2:2] = (7, 8)
print(xs, xs[5:1:-2], xs[-100:100:3])
xs[0] += "!"
print(xs[0], xs.append)
xs += [1]
xs += xs
print(len(xs))
xs[100]
