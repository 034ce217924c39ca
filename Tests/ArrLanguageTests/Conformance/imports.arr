import "modules/helper.arr" as helper
import "modules/helper.arr"
print(helper.double(4), helper.count, helper)
try { helper.nothing } catch e { print(e.message) }
try { import "modules/circle.arr" } catch e { print(e.message) }
try { import "modules/missing.arr" } catch e { print(e.code) }
import "modules/broken.arr"
