n = [0]
def more() { n[0] += 1; return n[0] < 3 }
while more() { print("turn", n[0]) }
