# Arr only: errors are objects
try { raise "x" } catch e { f = e }
print(f == e, bool(f))
