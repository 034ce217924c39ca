/// What to write for a method or property that other languages and libraries have; for members that were not found.
/// What holds for the values of one type goes before what holds for all.
public func hint(forForeignMember name: String, of typeName: String = "") -> String? {
  if let hint = membersByType[typeName]?[name] { return hint }
  if typeName == "model", name.hasPrefix("W_") || name.hasPrefix("b_") { return "a weight is read by its name: `.weight(\"\(name)\")`" }
  return foreignMembers[name]
}

private let onCPU = "everything runs on the CPU: leave it out"
private let noGradients = "no gradients are kept: leave it out"
private let length = "write `len(x)`"
private let astype = "write `.astype(\"f32\")`, with the type that you want"
private let isText = "text does not change: join it with `+`"
private let isTuple = "a tuple does not change; a list does: `list(t)`"
private let setKey = "a key is set with brackets: `d[\"key\"] = value`"
private let product = "write `a @ b`"

private let foreignMembers: [String: String] = [
  "length": length, "size": "write `len(x)`, or `x.shape` of a tensor", "count": length, "Length": length, "len": length,
  "push": "write `xs.append(x)`", "push_back": "write `xs.append(x)`", "add": "write `xs.append(x)`",
  "forEach": "write `for x in xs { … }`", "each": "write `for x in xs { … }`",
  "toString": "write `str(x)`", "to_s": "write `str(x)`", "toFixed": "write `f\"{x:.2f}\"`",
  "toLowerCase": "write `.lower()`", "toUpperCase": "write `.upper()`", "trim": "write `.strip()`",
  "startsWith": "write `.startswith(…)`", "endsWith": "write `.endswith(…)`", "substring": "write `s[start:stop]`",
  "charAt": "write `s[i]`", "slice": "write `xs[start:stop]`", "replaceAll": "write `.replace(…)`",
  "includes": "write `x in xs`", "contains": "write `x in xs`", "has_key": "write `key in dict`", "has": "write `key in dict`",
  "hasOwnProperty": "write `key in dict`", "isEmpty": "write `not xs`", "empty": "write `not xs`",
  "map": "write `[… for x in xs]`", "filter": "write `[x for x in xs if …]`", "cpu": onCPU, "cuda": onCPU, "to": onCPU,
]

private let membersByType: [String: [String: String]] = [
  "string": [
    "append": isText, "push": isText, "add": isText, "concat": isText,
    "encode": "there are no byte strings; the tokens of a text: `model.encode(text)`; the numbers of its characters: `[ord(c) for c in text]`",
    "decode": "this is text already; the text of token ids: `model.decode(ids)`",
  ],
  "tuple": ["append": isTuple, "push": isTuple, "add": isTuple, "extend": isTuple, "sort": "write `sorted(t)`"],
  "dict": ["append": setKey, "push": setKey, "add": setKey, "set": setKey, "iteritems": "write `.items()`"],
  "list": [
    "first": "write `xs[0]`", "last": "write `xs[-1]`", "concat": "write `xs + ys`", "length": length,
    "join": "write `\", \".join(xs)`", "numpy": "write `tensor(xs)`",
  ],
  "int": ["item": "this is a plain number already", "tolist": "this is a plain number already", "numpy": "this is a plain number already"],
  "float": ["item": "this is a plain number already", "tolist": "this is a plain number already", "numpy": "this is a plain number already"],
  "bool": ["item": "this is a plain value already", "all": "this is a plain value already", "any": "this is a plain value already"],
  "function": ["from_pretrained": "a checkpoint's folder: `load_model(\"path\")`", "from_config": "write `HookedAutoModel(config)`"],
  "tensor": [
    "to": "everything runs on the CPU; for another type write `.astype(\"f32\")`, with the type that you want", "detach": noGradients, "requires_grad_": noGradients,
    "requires_grad": noGradients, "backward": "there are no gradients", "grad": "there are no gradients", "numpy": "leave it out, or write `.tolist()` for a list",
    "contiguous": "leave it out", "clone": "values are never shared: leave it out", "copy": "values are never shared: leave it out",
    "view": "write `.reshape([…])`", "dim": "write `.ndim`", "numel": "write `.size`", "t": "write `.T`", "length": length,
    "float": astype, "half": astype, "double": astype, "long": astype, "int": astype, "bool": astype, "type": astype,
    "matmul": product, "mm": product, "bmm": product, "append": "write `concat([x, y])`", "push": "write `concat([x, y])`",
    "map": "operators and functions work element by element", "cat": "write `concatenate([x, y])`", "device": onCPU,
    "expand": "write `.broadcast_to(shape)`", "expand_as": "write `.broadcast_to(y.shape)`", "stride": "a tensor has no strides: leave it out",
  ],
  "model": [
    "forward": "call the model itself: `model(…)`", "run_with_cache": "a run keeps its activations: `run = model(…)`, then `run[\"pattern\", 0]`",
    "cfg": "write `.config`", "eval": "leave it out: a model only runs", "train": "there is no training here",
    "to_tokens": "write `.encode(text)`", "to_string": "write `.decode(ids)`", "to_str_tokens": "write `.token_strings(ids)`",
    "to_single_token": "write `.token(text)`", "state_dict": "write `.weight_names`, and `.weight(name)` for one",
    "named_parameters": "write `.weight_names`, and `.weight(name)` for one", "logits": "a run has logits: `model(…).logits`",
    "num_layers": "write `.n_layers`", "num_heads": "write `.n_heads`", "hidden_size": "write `.d_model`", "unembed": "write `.weight(\"W_U\")`",
    "embed": "write `.weight(\"W_E\")`", "add_hook": noInterventions, "run_with_hooks": noInterventions, "hooks": noInterventions,
    "add_perma_hook": noInterventions, "register_forward_hook": noInterventions, "reset_hooks": noInterventions, "edit": noInterventions,
    "patch": noInterventions, "ablate": noInterventions, "intervene": noInterventions,
  ],
  "run": [
    "cache": "a run is its own cache: `run[\"pattern\", 0]`", "keys": "write `.names`", "activations": "write `.names`, and `run[name]` for one",
    "predictions": "write `.next()`", "ids": "write `.tokens`", "input_ids": "write `.tokens`", "token_ids": "write `.tokens`",
    "str_tokens": "write `.token_strings`", "text": "write `\"\".join(run.token_strings)`", "prompt": "write `\"\".join(run.token_strings)`",
    "hidden_states": "write `run[\"resid_post\", layer]`", "attentions": "write `run[\"pattern\", layer]`",
    "patch": noInterventions, "ablate": noInterventions, "edit": noInterventions,
    "probs": "write `.logits.softmax(axis=-1)`", "log_probs": "write `.logits.log_softmax(axis=-1)`",
  ],
]
