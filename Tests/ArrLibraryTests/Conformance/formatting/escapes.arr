x = 1
print(f"\t{x}\n\x41{x}\\ \u00e9")
