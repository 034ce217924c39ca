import ArrLanguage

/// Values at the edges of what functions take.
extension ProgramGenerator {
  private static let ints = [
    "0", "1", "-1", "2", "3", "7", "-7", "31", "63", "64", "100", "255", "256", "1000", "4096", "65536", "10**6", "2**31", "-2**31", "2**53",
    "10**12", "9223372036854775807", "(-9223372036854775807 - 1)", "true",
  ]
  private static let floats = [
    "0.0", "-0.0", "0.5", "1.5", "-2.5", "1e308", "-1e308", "1e-320", "float(\"nan\")", "float(\"inf\")", "float(\"-inf\")", "1e19",
  ]
  private static let strings = [
    "\"\"", "\"a\"", "\"abc\"", "\" \"", "\"é\"", "\"e\\u0301\"", "\"👩‍👩‍👧\"", "\"ß\"", "\"İ\"", "\"\\r\\n\"", "\"a,b;c\"", "\"{\"", "\"%d\"", "\"0x1f\"",
    "\"-12\"", "\"1e5\"", "\"nan\"", "\"float32\"", "\"int64\"", "\"bool\"", "\"bf16\"", "\"i,j->ij\"", "\"ij,jk\"", "\"head\"", "\"pos\"", "\"utf-8\"",
    "\"a\" * 1000", "\"é\" * 300", "\"fuzz.txt\"", "\"fuzz.json\"", "\"fuzz.npy\"", "\"fuzz.npz\"", "\"fuzz.csv\"", "\"fuzz.safetensors\"", "\"/\"",
    "\".\"", "\"blocks.0.hook_resid_pre\"", "\"gpt2\"", "\"llama\"", "\"logit_lens\"", "\"[1, 2\"", "\"\\0\"", "\"\\u202e\"",
  ]
  private static let lists = [
    "[]", "[1]", "[3, 1, 2]", "[0, -1]", "[[1, 2], [3, 4]]", "[[1], [2, 3]]", "[\"a\", \"b\"]", "[1, \"a\", none]", "[1.5, 2]", "[true, false]",
    "[[]]", "[0] * 1000", "[2, 0]", "[10**12, 10**12]", "[-1]", "[none]", "[(1, 2)]",
  ]
  private static let tensors = [
    "tensor([[1.0, 2.0], [3.0, 4.0]])", "tensor([1, 2, 3])", "zeros([0])", "zeros([2, 0, 3])", "ones([3, 1])", "arange(6).reshape([2, 3])",
    "tensor(3)", "tensor([true, false])", "eye(3)", "tensor([float(\"nan\"), 1.0])", "randn([2, 3, 4])", "ones([1, 1, 1, 1, 1])", "arange(1000)",
    "tensor([[1.0, 2.0], [3.0, 4.0]]).T", "ones([4])[::-1]",
  ]
  private static let functions = ["(q => q)", "(q => -q)", "str", "len", "((q, r) => q)", "(() => 1)", "abs", "xs.append", "(q => none)"]

  mutating func atom() -> String {
    switch random.below(12) {
    case 0...3: return random.pick(variables)
    case 4: return random.pick(Self.floats)
    case 5: return random.pick(Self.strings)
    case 6: return random.pick(Self.lists)
    case 7: return random.pick(["true", "false", "none", "()", "{}", "(1,)"])
    case 8: return random.pick(Self.tensors)
    default: return random.pick(Self.ints)
    }
  }

  mutating func value(of type: ValueType, _ depth: Int) -> String {
    switch type {
    case .any: return expression(depth)
    case .none: return "none"
    case .bool: return random.pick(["true", "false"])
    case .int: return random.pick(Self.ints)
    case .float, .number: return random.chance(50) ? random.pick(Self.floats) : random.pick(Self.ints)
    case .string: return random.pick(Self.strings)
    case .list: return random.pick(Self.lists)
    case .tuple: return random.pick(["()", "(1,)", "(1, \"a\")", "((1, 2), 3)"])
    case .dict: return random.pick(["{}", "{\"a\": 1}", "{1: [2], (3, 4): none}", "{\"a\": {\"b\": zeros([2])}}"])
    case .function: return random.pick(Self.functions)
    case .sequence, .iterable:
      return random.chance(30) ? random.pick(["range(3)", "range(10, 0, -3)", "\"abé\"", "(1, 2)", "{1: 2}"]) : random.pick(Self.lists)
    case .tensor: return random.pick(Self.tensors)
    case .either(let types): return types.isEmpty ? expression(depth) : value(of: random.pick(types), depth)
    case .named(let name): return value(named: name, depth)
    }
  }

  /// A value of the type that `type(x)` names so.
  private mutating func value(named name: String, _ depth: Int) -> String {
    switch name {
    case "int": return random.pick(Self.ints)
    case "float": return random.pick(Self.floats)
    case "string": return "(\(random.pick(Self.strings)))"
    case "list": return "(\(random.pick(Self.lists)))"
    case "tuple": return value(of: .tuple, depth)
    case "dict": return value(of: .dict, depth)
    case "tensor": return random.pick(Self.tensors)
    case "function": return random.pick(Self.functions)
    case "model": return "model"
    case "run": return "run"
    case "logit_lens": return "lens"
    default: return expression(depth)
    }
  }
}
