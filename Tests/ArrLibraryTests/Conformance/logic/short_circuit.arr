def loud(x) { print("called", x); return x }
print(loud(0) and loud(1))
print(loud(1) or loud(0))
print(loud(0) or loud(0) or loud(3))
