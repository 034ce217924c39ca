f = x => {"value": x}
print(f(3), (() => {})())
