# Arr only: a default is the same value at every call
def count(word, counts={"all": 0}) {
    counts["all"] += 1
    counts[word] = 1
    return counts
}
print(count("a"), count("b"))
