def counter() {
    state = {"count": 0}
    def step(by) {
        state["count"] += by
        return state["count"]
    }
    return step
}

def work() {
    step = counter()
    for i in range(100_000) { step(1) }
    double = x => 2 * x
    total = 0
    for i in range(100_000) { total += double(i) }
    return total + step(0)
}

began = clock()
result = work()
print(clock() - began, result)
