# Arr only: nothing of a file with a syntax error runs
print("never")
try { 1 + } catch { print("no") }
