import "deeper/inner.arr"
value = inner.value + 1
