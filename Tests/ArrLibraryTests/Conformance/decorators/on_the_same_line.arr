# Arr only: the words of the error
@len def f() { }
