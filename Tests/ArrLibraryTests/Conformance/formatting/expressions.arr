xs = [1, 2, 3]
print(f"{xs[0] + xs[-1]} {len(xs)} {xs[1:]} {'a' + 'b'} {1 if xs else 2} {[x * 2 for x in xs]}")
