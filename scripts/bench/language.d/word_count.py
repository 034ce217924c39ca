import time

text = " ".join([f"word{i * i % 977} the of and" for i in range(25_000)])


def work():
    counts = {}
    for word in text.split(" "):
        counts[word] = counts.get(word, 0) + 1
    return len(counts) * 1_000_000 + counts["the"] + counts["word1"]


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
