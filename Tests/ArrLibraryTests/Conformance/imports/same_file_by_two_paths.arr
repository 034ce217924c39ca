# Arr only: a file runs once, however it is named
import "modules/noisy.arr"
import "./modules/../modules/noisy.arr" as other
print(noisy.value == other.value)
