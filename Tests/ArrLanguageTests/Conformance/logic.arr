print(0 or "x", "" or none, 1 and 2, 0 and explode(), 1 or explode())
print(not none, not [], not [0], "yes" if 1 else explode(), "no" if {} else "else")
print([] or {} or () or 0.0 or "last")
