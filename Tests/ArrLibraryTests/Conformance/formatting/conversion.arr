s = "it's"
print(f"{s!r} {s!s} {s!r:>10} {3!r} {[s]!s} {'é'!r}")
