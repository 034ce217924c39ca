# Arr only: the words of the error
print("before")
import "modules/broken.arr"
