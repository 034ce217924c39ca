# Arr only: the words of the error
f = x => { return x }
