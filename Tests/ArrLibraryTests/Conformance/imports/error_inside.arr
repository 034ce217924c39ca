# Arr only: the words of the error
import "modules/fails.arr"
