x = 3
y = 2.5
name = "n"
print(f"{x=} {y = } {x + 1=} {name=} {name=!s}")
