# Arr only: importing prints nothing but what the file prints
import "modules/expressions.arr"
print(expressions.x)
