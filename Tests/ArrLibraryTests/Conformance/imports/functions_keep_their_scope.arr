# Arr only: a file's functions read the file's names
import "modules/helper.arr"
scale = 1000
print(helper.scaled(2))
