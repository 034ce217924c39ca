len2 = len
def len(x) { return "mine" }
print(len([1]), len2([1]))
_private = 1
print(_private)
heading = 5
headnig
