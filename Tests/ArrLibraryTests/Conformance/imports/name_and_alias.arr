# Arr only: files are imported by their path
import "modules/helper.arr"
import "modules/helper.arr" as h
print(helper.double(4), h.double(5), helper.count, h)
