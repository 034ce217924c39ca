# Arr only: what a caught error says
try { raise "plain" } catch e { print(e.hint, [e.message]) }
