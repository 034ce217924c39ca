# Arr only: a keyword can be a field's name but not a variable's
in = 5
