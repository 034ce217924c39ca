# Arr only: the name belongs to the function, as every name does
try { raise "x" } catch e { }
print(e.message)
