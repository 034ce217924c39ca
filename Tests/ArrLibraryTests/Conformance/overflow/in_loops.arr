# Arr only: an int has 64 bits; the quick ways through loops check too
def grow() {
    n = 9223372036854775800
    for i in range(10) { n += 1 }
    return n
}
try { grow() } catch e { print(e.message) }
def shrink() {
    n = -9223372036854775800
    while true { n -= 1 }
}
try { shrink() } catch e { print(e.message) }
def factorial(n) { return 1 if n == 0 else n * factorial(n - 1) }
print(factorial(20))
try { factorial(21) } catch e { print(e.message) }
