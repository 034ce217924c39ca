def middle() { print("once"); return 2 }
print(1 < middle() < 3)
print(3 < middle() < middle())
