records = [{"name": f"head {i}", "score": i * 7919 % 10007} for i in range(20_000)]

def work() {
    best = sorted(records, key=r => r["score"])
    worst = sorted(records, key=r => -r["score"])
    return best[100]["score"] * 10007 + worst[100]["score"]
}

began = clock()
result = work()
print(clock() - began, result)
