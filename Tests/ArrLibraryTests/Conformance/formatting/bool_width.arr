# Arr only: a bool is text until the format speaks of numbers; Python writes 1
print(f"{true:6}|{false:>6}|{true:^6}|{true:s}|{false:.1}|")
