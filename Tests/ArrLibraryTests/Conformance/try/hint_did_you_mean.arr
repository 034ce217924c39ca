# Arr only: what a caught error says
total = 1
try { totl } catch e { print(e.message, "|", e.hint) }
