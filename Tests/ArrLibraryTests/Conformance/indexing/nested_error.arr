# Arr only: the words of the error
m = [[1, 2], [3]]
m[1][1]
