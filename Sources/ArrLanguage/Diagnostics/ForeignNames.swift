/// What to write for a name that other languages have; nil when there is nothing to say. For names that were not found.
public func hint(forForeignName name: String) -> String? { foreignNames[name] }

/// What to write for a method or property that other languages have; for members that were not found.
public func hint(forForeignMember name: String) -> String? { foreignMembers[name] }

private let noImport = "nothing needs importing: write the function without its module"

private let foreignNames: [String: String] = [
  "null": "write `none`", "nil": "write `none`", "NULL": "write `none`", "undefined": "write `none`",
  "nullptr": "write `none`", "Null": "write `none`", "Nil": "write `none`", "nothing": "write `none`",
  "TRUE": "write `true`", "FALSE": "write `false`", "YES": "write `true`", "NO": "write `false`",
  "println": "write `print(…)`", "printf": "write `print(f\"…\")`", "puts": "write `print(…)`",
  "echo": "write `print(…)`", "console": "write `print(…)`",
  "pprint": "write `print(…)`", "disp": "write `print(…)`",
  "elseif": "write `elif`", "elsif": "write `elif`",
  "except": "write `catch e { … }` behind the `}` of the `try`", "throw": "write `raise \"message\"`",
  "lambda": "write `x => …`", "fn": "a function is `def name(a, b) { … }`",
  "func": "a function is `def name(a, b) { … }`", "function": "a function is `def name(a, b) { … }`",
  "pass": "an empty block is `{ }`", "self": "there are no classes", "this": "there are no classes",
  "np": noImport, "numpy": noImport, "torch": noImport, "math": noImport, "random": noImport, "einops": noImport,
  "length": "write `len(x)`", "size": "write `len(x)`, or `x.shape` of a tensor", "count": "write `len(x)`",
  "append": "write `xs.append(x)`", "push": "write `xs.append(x)`",
  "typeof": "write `type(x)`", "isinstance": "compare `type(x)`", "instanceof": "compare `type(x)`",
  "foreach": "write `for x in xs { … }`", "switch": "write `if … { } elif … { }`",
  "match": "write `if … { } elif … { }`", "until": "write `while not …`", "unless": "write `if not …`",
  "NaN": "write `nan`", "Infinity": "write `inf`", "Inf": "write `inf`",
  "String": "write `str(x)`", "Integer": "write `int(x)`", "Float": "write `float(x)`", "boolean": "write `bool(x)`",
  "string": "write `str(x)`", "double": "write `float(x)`",
]

private let foreignMembers: [String: String] = [
  "length": "write `len(x)`", "size": "write `len(x)`, or `x.shape` of a tensor", "count": "write `len(x)`",
  "Length": "write `len(x)`", "len": "write `len(x)`",
  "push": "write `xs.append(x)`", "push_back": "write `xs.append(x)`", "add": "write `xs.append(x)`",
  "forEach": "write `for x in xs { … }`", "each": "write `for x in xs { … }`",
  "toString": "write `str(x)`", "to_s": "write `str(x)`", "toFixed": "write `f\"{x:.2f}\"`",
  "toLowerCase": "write `.lower()`", "toUpperCase": "write `.upper()`", "trim": "write `.strip()`",
  "startsWith": "write `.startswith(…)`", "endsWith": "write `.endswith(…)`",
  "includes": "write `x in xs`", "contains": "write `x in xs`", "has_key": "write `key in dict`",
  "hasOwnProperty": "write `key in dict`", "isEmpty": "write `not xs`", "empty": "write `not xs`",
  "cpu": "tensors are on the CPU already: leave it out", "cuda": "everything runs on the CPU: leave it out",
  "detach": "no gradients are kept: leave it out", "requires_grad_": "no gradients are kept: leave it out",
  "contiguous": "leave it out",
]
