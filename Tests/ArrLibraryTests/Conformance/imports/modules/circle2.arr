import "circle.arr"
