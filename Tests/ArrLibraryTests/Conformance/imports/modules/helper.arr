scale = 10
count = 2
items = [1, 2]
def double(x) { return x * count }
def scaled(x) { return x * scale }
