x = 3.14159
n = 1234567
width = 10
print(f"{x:.2f}|{x:+.3f}|{x:8.2f}|{x:<8.2f}|{x:^9.1f}|{x:08.3f}|{x:e}|{x:g}")
print(f"{n:,}|{n:_}|{n:x}|{n:#x}|{n:b}|{n:>12}|{n:012}|{n:+d}|{255:X}|{8:o}")
print(f"{'s':>5}|{'s':*^5}|{'long':.2}|{x:{width}.3f}|{0.256:.1%}|{'q'!r}|{[1, 'a']}")
print(f"{{}} {1 + 1} {'nested ' + f'{2:03}'}")
print(f"{true}|{none}|{none:>6}|{1e16}|{1e-7}")
print(f"{n:2}  {x:+.3f} {-x:+.3f}")
f"{x:d}"
