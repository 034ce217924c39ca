# Arr only: the docstring is what help shows
def f(x) {
    """Twice the value."""
    return 2 * x
}
print(f(2))
