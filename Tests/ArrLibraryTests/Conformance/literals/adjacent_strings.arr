# Arr only: two strings side by side are an error, not one string
print("a" "b")
