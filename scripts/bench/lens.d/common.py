"""What the programs of the bench share: the token ids, timing, and the form of their answers."""
import json
import resource
import statistics
import sys
import time

TARGET, OTHER = 1234, 42


def ids(vocabulary, count):
    """The same ids for every program: 48271 is a generator of the numbers below the prime 2^31 − 1."""
    state, out = 7, []
    for _ in range(count):
        state = state * 48271 % (2**31 - 1)
        out.append(state % vocabulary)
    return out


def timed(work, repeats):
    """Milliseconds of each repetition after one that warms up, and the last result."""
    result = work()
    samples = []
    for _ in range(repeats):
        began = time.perf_counter()
        result = work()
        samples.append((time.perf_counter() - began) * 1000)
    return samples, result


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def answer(times, values):
    print(json.dumps({"ms": times, "values": values, "peak": peak_bytes()}))


def median(samples):
    return statistics.median(samples)


def arguments():
    folder, tokens, repeats, dtype = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    return folder, tokens, repeats, dtype
