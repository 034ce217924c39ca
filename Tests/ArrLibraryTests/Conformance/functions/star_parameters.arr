# Arr only: not in the grammar
def f(*rest) { return rest }
