# Arr only: circles are refused, and what was half imported can be imported no more easily
for i in range(2) {
    try { import "modules/circle.arr" } catch e { print(e.message) }
}
import "modules/helper.arr"
print(helper.count)
