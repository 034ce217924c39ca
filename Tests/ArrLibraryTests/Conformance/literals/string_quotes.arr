print('single', "double", 'it\'s', "say \"x\"", 'mixed "', "mixed '")
print(['it\'s', "say \"x\"", 'both \' "'])
