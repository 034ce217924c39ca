# Arr only: one `=` a statement
a = b = 1
