import "../helper.arr" as h
value = h.count * 10
