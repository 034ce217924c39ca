# Arr only: a path starts at the file that mentions it
import "modules/outer.arr"
print(outer.value)
