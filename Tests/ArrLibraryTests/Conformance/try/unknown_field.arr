# Arr only: the words of the error
try { raise "x" } catch e { e.mesage }
