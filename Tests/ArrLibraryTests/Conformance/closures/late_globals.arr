def f() { return later }
later = 5
print(f())
later = 6
print(f())
