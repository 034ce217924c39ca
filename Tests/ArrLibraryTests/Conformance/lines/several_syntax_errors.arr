# Arr only: all errors of a file in one run
x = 5 5
y = [1, 2)
if x {
    z = = 3
}
print("never")
