# Arr only: a caught error raised again keeps its place
kept = none
try { [1, 2][7] } catch e { kept = e }
print("later")
raise kept
