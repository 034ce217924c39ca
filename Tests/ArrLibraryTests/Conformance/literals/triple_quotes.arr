print("""first
  second "quoted" ''
third""")
print('''a
b''')
