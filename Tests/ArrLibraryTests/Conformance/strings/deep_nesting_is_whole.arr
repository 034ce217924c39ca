x = []
for i in range(300) { x = [x] }
text = str(x)
print(len(text), text[:4], text[-4:])
y = {}
for i in range(250) { y = {"k": (y,)} }
text = repr(y)
print(len(text), text[:20], text[-12:])
print(f"{[(), (1,), {}, [{}], {'a': []}]}", str((([],),)))
