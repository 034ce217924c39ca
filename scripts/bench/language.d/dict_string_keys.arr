names = [f"layer.{i}.weight" for i in range(1000)]

def work() {
    d = {}
    for turn in range(100) {
        for name in names { d[name] = turn }
    }
    total = 0
    for turn in range(100) {
        for name in names {
            if name in d { total += d[name] }
        }
    }
    return total
}

began = clock()
result = work()
print(clock() - began, result)
