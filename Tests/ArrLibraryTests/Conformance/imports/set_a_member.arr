# Arr only: a module's names are its own to set
import "modules/helper.arr"
helper.count = 5
