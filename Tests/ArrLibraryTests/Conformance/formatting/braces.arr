x = 1
print(f"{{}} {{x}} {{{x}}} }}{{", "{not formatted}")
