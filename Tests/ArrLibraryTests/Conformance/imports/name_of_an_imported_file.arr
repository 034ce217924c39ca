# Arr only: the words of the error
import "modules/helper.arr"
print(double(3))
