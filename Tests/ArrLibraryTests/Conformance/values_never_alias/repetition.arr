# Arr only: values never alias
grid = [[0] * 2] * 3
grid[0][0] = 1
print(grid)
