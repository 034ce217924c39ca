# Arr only: Python wants parentheses around `lambda` and other words
print(f"{(x => x * 2)(4)} {((a, b=2) => a * b)(4):03}")
