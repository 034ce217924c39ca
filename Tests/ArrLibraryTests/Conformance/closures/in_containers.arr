ops = {"add": (a, b) => a + b, "neg": x => -x, "const": () => 7}
print(ops["add"](1, 2), ops["neg"](3), ops["const"](), [f(3) for f in [x => x, x => x * x]])
