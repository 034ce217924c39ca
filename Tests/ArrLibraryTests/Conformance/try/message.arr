# Arr only: what a caught error says
try { 1 + "a" } catch e { print(e.message); print(e.hint); print(e.line) }
