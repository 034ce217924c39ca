# Arr only: the words of the error
import "modules/helper.arr"
helper.doubel(2)
