def deep(n) { if n == 0 { raise "bottom" }; deep(n - 1) }
try { deep(5) } catch e { print(e.message) }
