/// What to write for a name that other languages have; nil when there is nothing to say. For names that were not found.
public func hint(forForeignName name: String) -> String? {
  if let hint = foreignNames[name] { return hint }
  if name.hasPrefix("AutoModel") || name.hasSuffix("ForCausalLM") || name.hasSuffix("LMHeadModel") { return loading }
  if name.hasSuffix("Tokenizer") || name.hasSuffix("TokenizerFast") { return "a checkpoint's tokenizer: `load_tokenizer(\"path\")`" }
  if name.hasSuffix("Error") || name.hasSuffix("Exception") { return "an error is its message: `raise \"message\"`" }
  return nil
}

/// Modules of other languages, for which nothing is imported here.
let foreignModules: Set<String> = [
  "np", "numpy", "jnp", "jax", "torch", "nn", "F", "tf", "math", "cmath", "Math", "random", "einops", "scipy", "plt", "matplotlib", "sns",
  "pd", "pandas", "os", "sys", "re", "json", "csv", "pathlib", "itertools", "functools", "collections", "operator", "statistics",
  "transformers", "transformer_lens", "tl", "utils", "copy", "string", "pickle", "safetensors", "tqdm", "LinearAlgebra", "Statistics",
]

/// What to write for `np.mean`, when `np` is the module of another language: the function itself where it is here under
/// its name, the method where tensors have it.
func hint(forMember member: String, ofModule module: String, builtins: Globals, methods: MethodTables) -> String {
  let usual = "there are no modules; `help()` lists the functions"
  if let hint = moduleMembers[member] { return hint }
  if let value = builtins.lookup(member) {
    if case .function = value { return "nothing needs importing: write `\(member)(…)`" }
    return "nothing needs importing: write `\(member)`"
  }
  if methods.lookup(member, for: "tensor") != nil { return "nothing needs importing: write `x.\(member)(…)`" }
  return foreignNames[member] ?? usual
}

/// What to write instead of `import numpy`.
func hint(forImportOf module: String) -> String {
  switch module {
  case "json": return "JSON needs no import: `to_json(value)`, `from_json(text)`, `read_json(path)`"
  case "re": return "`re` is there without an import: `re.findall(r\"\\d+\", text)`"
  case "numpy", "np", "torch", "jax", "tensorflow", "tf", "einops": return "tensors need no import: `tensor([1, 2])`, `zeros([2, 3])`, `x.mean()`"
  case "transformers", "transformer_lens": return "models need no import: `load_model(\"path\")`"
  case "collections": return "a dict keeps its order, `counts(xs)` counts, `group_by(xs, by=f)` groups: nothing needs importing"
  case _ where foreignModules.contains(module): return "nothing needs importing: `help()` lists the functions"
  default: return "a file of your own: `import \"\(module).arr\"`; the library needs no import"
  }
}

private let moduleMembers: [String: String] = [
  "no_grad": "no gradients are kept: leave it out", "inference_mode": "no gradients are kept: leave it out",
  "array": "write `tensor(…)`", "asarray": "write `tensor(…)`", "Tensor": "write `tensor(…)`", "from_numpy": "write `tensor(…)`",
  "loads": fromJSON, "dumps": asJSON, "load": "the value of a file: `load(\"file.json\")`, `load(\"file.npy\")`", "cat": joining, "matmul": "write `a @ b`",
  "mm": "write `a @ b`", "bmm": "write `a @ b`", "manual_seed": "write `seed(n)`", "deepcopy": "values are never shared: leave it out",
  "device": "everything runs on the CPU: leave it out", "cuda": "everything runs on the CPU: leave it out",
]

/// What holds of every way to change what a model computes.
let noInterventions = "a run is looked at, not changed: `run[\"resid_post\", 0]` gives an activation, and nothing puts another in its place"
private let noFigures = "nothing is drawn: a tensor shows its numbers, `lens.grid(run)` and `lens.trajectory(run, target)` their tables"
private let loading = "a checkpoint's folder: `load_model(\"path\")`"
private let function = "a function is `def name(a, b) { … }`"
private let noClasses = "there are no classes"
private let leaveOut = "leave it out"
private let joining = "did you mean `concatenate([a, b])`?"
private let fromJSON = "JSON from a text: `from_json(text)`"
private let asJSON = "a value as JSON: `to_json(value)`"

private let foreignNames: [String: String] = [
  "patch": noInterventions, "ablate": noInterventions, "steer": noInterventions, "intervene": noInterventions, "hook": noInterventions,
  "zero": "a tensor of zeros is `zeros(shape)`; " + noInterventions, "edit": noInterventions, "zero_ablate": noInterventions,
  "mean_ablate": noInterventions, "activation_patching": noInterventions, "path_patching": noInterventions,
  "heatmap": noFigures, "plot": noFigures, "imshow": noFigures, "bar": noFigures, "scatter": noFigures,
  "hist": noFigures, "figure": noFigures, "px": noFigures,
  "null": "write `none`", "nil": "write `none`", "NULL": "write `none`", "undefined": "write `none`", "NA": "write `nan`",
  "nullptr": "write `none`", "Null": "write `none`", "Nil": "write `none`", "nothing": "write `none`",
  "TRUE": "write `true`", "FALSE": "write `false`", "YES": "write `true`", "NO": "write `false`",
  "println": "write `print(…)`", "printf": "write `print(f\"…\")`", "puts": "write `print(…)`",
  "echo": "write `print(…)`", "console": "write `print(…)`", "cat": joining,
  "pprint": "write `print(…)`", "disp": "write `print(…)`", "display": "write `print(…)`",
  "elseif": "write `elif`", "elsif": "write `elif`",
  "except": "write `catch e { … }` behind the `}` of the `try`", "throw": "write `raise \"message\"`",
  "lambda": "write `x => …`", "fn": function, "func": function, "function": function,
  "pass": "an empty block is `{ }`", "self": noClasses, "this": noClasses, "super": noClasses, "property": noClasses,
  "staticmethod": noClasses, "dataclass": "there are no classes; a dict holds named values",
  "yield": "return a list", "await": leaveOut, "async": leaveOut,
  "length": "write `len(x)`", "size": "write `len(x)`, or `x.shape` of a tensor", "count": "write `len(x)`",
  "numel": "write `x.size`", "append": "write `xs.append(x)`", "push": "write `xs.append(x)`",
  "typeof": "write `type(x)`", "isinstance": "compare `type(x)`", "instanceof": "compare `type(x)`",
  "foreach": "write `for x in xs { … }`", "switch": "write `if … { } elif … { }`",
  "match": "write `if … { } elif … { }`", "until": "write `while not …`", "unless": "write `if not …`",
  "NaN": "write `nan`", "Infinity": "write `inf`", "Inf": "write `inf`",
  "String": "write `str(x)`", "Integer": "write `int(x)`", "Float": "write `float(x)`", "boolean": "write `bool(x)`",
  "string": "write `str(x)`", "double": "write `float(x)`", "Number": "write `float(x)`", "parseInt": "write `int(x)`",
  "parseFloat": "write `float(x)`",
  "end": "a block ends with `}`, and the last item of `xs` is `xs[-1]`",
  "__name__": "a program runs from its first line: leave the test out",
  "eval": "a program is a file: `import \"file.arr\"`", "exec": "a program is a file: `import \"file.arr\"`",
  "vars": "`:vars` at the prompt lists the variables", "locals": "`:vars` at the prompt lists the variables",
  "globals": "`:vars` at the prompt lists the variables", "whos": "`:vars` at the prompt lists the variables",
  "varinfo": "`:vars` at the prompt lists the variables", "ans": "the last value at the prompt is `_`",
  "apropos": "`??words` at the prompt searches the documentation", "methods": "write `help(x)`", "versioninfo": "write `arr --version`",
  "array": "write `tensor([…])`, or a list: `[…]`", "Array": "write `tensor([…])`, or a list: `[…]`",
  "require": "a file of your own: `import \"file.arr\"`", "include": "a file of your own: `import \"file.arr\"`",
  "source": "a file of your own: `import \"file.arr\"`", "library": "nothing needs importing",
  "quit": "write `exit()`", "dir": "write `help(x)`", "xrange": "write `range(n)`", "seq": "write `range(n)`",
  "set": "a list or the keys of a dict take its place", "open": "write `read_text(path)` or `write_text(path, text)`",
  "input": "the arguments of a script are in `args`", "c": "a list is `[1, 2]`", "mean": "write `x.mean()`", "std": "write `x.std()`",
  "HookedTransformer": loading, "AutoConfig": "write `HookedAutoConfig(\"llama\")`, or `load_config(\"path\")`",
  "no_grad": "no gradients are kept: leave it out", "device": "everything runs on the CPU: leave it out",
  "json_parse": fromJSON, "parse_json": fromJSON, "json_loads": fromJSON, "json_decode": fromJSON, "JSON": fromJSON,
  "Counter": "how often each item occurs: `counts(xs)`", "OrderedDict": "a dict keeps the order of its keys: `{}`",
  "defaultdict": "a dict with an answer for keys that are not there: `d.get(key, 0)`, `d.setdefault(key, [])`; items by a key: `group_by(xs, by=f)`",
  "deque": "a list is one: `xs.append(x)`, `xs.pop(0)`", "namedtuple": "a dict holds named values: `{\"x\": 1}`",
  "iter": "a loop walks a list itself; its first item is `xs[0]`", "next": "the first item is `list(xs)[0]`; of those that fit `[x for x in xs if …][0]`",
  "frozenset": "a list or the keys of a dict take its place", "bytes": "there are no byte strings; the number of a character: `ord(c)`",
  "bytearray": "there are no byte strings; the number of a character: `ord(c)`", "partial": "write `x => f(1, x)`",
  "deepcopy": "values are never shared: leave it out", "setattr": "a dict holds named values: `d[\"name\"] = value`",
  "Path": "a path is text: `exists(path)`, `read_text(path)`",
  "json_dumps": asJSON, "json_encode": asJSON, "json_stringify": asJSON,
]
