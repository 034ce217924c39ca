x = 5
print(0 < x < 10 and x != 7, x < 0 or x > 4, not x > 4, x in [5] and "yes")
