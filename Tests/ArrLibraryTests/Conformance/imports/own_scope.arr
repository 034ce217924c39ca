# Arr only: a file has names of its own
count = "mine"
double = "mine too"
import "modules/helper.arr" as h
print(count, double, h.count, h.double(2))
