x = 3.5
n = 7
print(f"{x} {n} {'s'} {none} {true} {[1, 'a']} {(1,)}")
