import "circle2.arr"
