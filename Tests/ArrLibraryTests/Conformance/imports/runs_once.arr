# Arr only: a file runs once, however often it is imported
import "modules/noisy.arr"
import "modules/noisy.arr" as again
print(noisy.value, again.value)
