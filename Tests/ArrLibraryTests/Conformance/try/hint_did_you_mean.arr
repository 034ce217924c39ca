# Arr only: what a caught error says
heading = 1
try { headin } catch e { print(e.message, "|", e.hint) }
