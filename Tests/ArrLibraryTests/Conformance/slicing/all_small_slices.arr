xs = [0, 1, 2]
bounds = [none, -4, -3, -1, 0, 1, 3, 4]
for start in bounds {
    for step in [none, 1, 2, -1, -2] {
        print(start, step, [xs[start:stop:step] for stop in bounds])
    }
}
