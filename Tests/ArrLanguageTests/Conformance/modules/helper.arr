count = 0
def double(x) { return x * 2 }
count += 1
"not shown"
