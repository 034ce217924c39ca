# Arr only: values never alias
import "modules/helper.arr"
xs = helper.items
xs.append(3)
print(xs, helper.items)
