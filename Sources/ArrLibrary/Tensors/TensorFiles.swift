import ArrLanguage
import JSON
import TensorFiles
import Tensors

/// An object that knows how it looks in a file, by the ending of the file's name (`csv` …).
protocol SavableObject: ArrObject {
  /// Nil when it has no such form.
  func fileContents(ending: String, in interpreter: Interpreter) throws -> [UInt8]?
}

extension Library {
  static func installTensorFiles(in interpreter: Interpreter) {
    interpreter.function(
      "save", "files", [.init("value", .any, "what to write"), .init("path", .string, "its ending says how: `x.npy`").naming(.path)], result: "none",
      "Writes a value to a file: a tensor to .npy, a dict of tensors to .npz or .safetensors, anything plain to .json, "
        + "a list of dicts, a matrix or a result that is a table to .csv, text to .txt or .md.",
      example: "save({\"w\": eye(2)}, \"/tmp/arr_save.safetensors\")\nload(\"/tmp/arr_save.safetensors\")[\"w\"]"
    ) { arguments, vm in
      try save(arguments, vm)
      return .none
    }
    interpreter.function(
      "load", "files", [.init("path", .string, "its ending says how: `x.npy`").naming(.path)], result: "any",
      "The value of a file: a tensor from .npy, a dict of tensors from .npz, .safetensors, .gguf or PyTorch's .pt, a value from .json, a list of dicts "
        + "from .csv with a line of names (a matrix when all lines are numbers, i64 when all are whole, else f32), text from .txt or .md.",
      example: "save(arange(3), \"/tmp/arr_load.npy\")\nload(\"/tmp/arr_load.npy\")"
    ) { arguments, vm in try load(arguments, vm) }
  }

  /// The part of a path after the last point, in lower case.
  private static func ending(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let point = name.lastIndex(of: "."), point != name.startIndex else { return "" }
    return name[name.index(after: point)...].lowercased()
  }

  private static func unknownEnding(_ arguments: BoundArguments, _ ending: String, _ known: String) -> ValueError {
    let message = ending.isEmpty ? "the path does not say what kind of file it is" : "`\(arguments.declaration.name)` knows no file .\(ending)"
    return arguments.error("path", message, help: ["the endings are \(known)"])
  }

  // MARK: Reading

  private static func load(_ arguments: BoundArguments, _ vm: Interpreter) throws -> Value {
    let path = try arguments.string("path")
    let file = FileAccess.expanded(path)
    switch ending(of: path) {
    case "npy":
      try FileAccess.requireFile(path)
      return .object(TensorObject(try readNumPy(file)))
    case "npz":
      try FileAccess.requireFile(path)
      return try dictionary(of: try readNumPyArchive(file))
    case "safetensors", "gguf", "pt", "pth", "bin":
      try FileAccess.requireFile(path)
      let stored = try openWeights(file)
      return try dictionary(of: try stored.names.map { ($0, try stored.tensor(named: $0)) })
    case "json": return try withTensors(try builtin("read_json", path, vm))
    case "jsonl": return try withTensors(try builtin("read_jsonl", path, vm))
    case "csv": return try table(path, vm)
    case "txt", "md": return .text(try FileAccess.text(path))
    case let other: throw unknownEnding(arguments, other, ".npy .npz .safetensors .gguf .pt .pth .bin .json .jsonl .csv .txt .md")
    }
  }

  private static func builtin(_ name: String, _ path: String, _ vm: Interpreter) throws -> Value {
    guard let function = vm.builtins.lookup(name) else { throw ValueError("name", "`\(name)` is not there") }
    return try vm.call(function, .text(path))
  }

  private static func dictionary(of tensors: [(name: String, tensor: Tensor)]) throws -> Value {
    var entries = ValueDictionary()
    for (name, tensor) in tensors { try entries.set(.object(TensorObject(tensor)), for: .text(name)) }
    return .dict(of: entries)
  }

  /// What `save` wrote for tensors becomes tensors again.
  private static func withTensors(_ value: Value) throws -> Value {
    switch value {
    case .list(let box): return .list(of: try box.items.map(withTensors))
    case .dict(let box):
      if let tensor = try storedTensor(box.entries) { return .object(TensorObject(tensor)) }
      var entries = ValueDictionary()
      for (key, value) in box.entries.pairs { try entries.set(try withTensors(value), for: key) }
      return .dict(of: entries)
    default: return value
    }
  }

  private static func storedTensor(_ entries: ValueDictionary) throws -> Tensor? {
    guard entries.count == 3, case .list(let sizes)? = entries["shape"], case .string(let name)? = entries["dtype"], let data = entries["data"],
      let dtype = DType(named: name.text)
    else { return nil }
    let shape = sizes.items.compactMap { item -> Int? in if case .int(let size) = item { size } else { nil } }
    // Other programs write null for NaN.
    func numbers(_ value: Value) -> Value {
      switch value {
      case .list(let box): return .list(of: box.items.map(numbers))
      case .none: return .float(.nan)
      default: return value
      }
    }
    return try? tensor(from: numbers(data), dtype: dtype).reshaped(shape)
  }

  private static func table(_ path: String, _ vm: Interpreter) throws -> Value {
    let rows = try CSVReader.rows(of: try FileAccess.text(path), separator: UInt8(ascii: ","))
    let width = rows.first?.count ?? 0
    guard width > 0 else { return .list(of: []) }
    var (numbers, integers): ([Float], [Int]) = ([], [])
    for row in rows {
      guard row.count == width else { return try builtin("read_csv", path, vm) }
      try Stopping.check()
      for field in row {
        guard let number = float(of: field) else { return try builtin("read_csv", path, vm) }
        if integers.count == numbers.count, let integer = integer(of: field, base: 10) { integers.append(integer) }
        numbers.append(Float(number))
      }
    }
    let shape = [rows.count, width]
    let isWhole = integers.count == numbers.count
    return .object(TensorObject(isWhole ? try Tensor(integers, shape: shape) : try Tensor(numbers, shape: shape)))
  }

  // MARK: Writing

  private static func save(_ arguments: BoundArguments, _ vm: Interpreter) throws {
    let path = try arguments.string("path")
    let file = FileAccess.expanded(path)
    let value = arguments.value("value")
    let ending = ending(of: path)
    if case .object(let object as any SavableObject) = value, let bytes = try object.fileContents(ending: ending, in: vm) {
      return try FileAccess.write(bytes, to: path)
    }
    switch ending {
    case "npy": try writeNumPy(try arguments.tensor("value"), to: file)
    case "npz": try writeNumPyArchive(try namedTensors(arguments), to: file)
    case "safetensors": try writeSafeTensors(try namedTensors(arguments), to: file)
    case "json": try FileAccess.write(Array((try jsonText(value) + "\n").utf8), to: path)
    case "jsonl":
      let lines = try vm.items(of: value).map { try jsonText($0) + "\n" }
      try FileAccess.write(Array(lines.joined().utf8), to: path)
    case "csv": try FileAccess.write(Array(try csv(arguments).utf8), to: path)
    case "txt", "md": try FileAccess.write(Array(try value.str().utf8), to: path)
    default: throw unknownEnding(arguments, ending, ".npy .npz .safetensors .json .jsonl .csv .txt .md")
    }
  }

  private static func namedTensors(_ arguments: BoundArguments) throws -> [(name: String, tensor: Tensor)] {
    guard case .dict(let box) = arguments.value("value") else { return [("tensor", try arguments.tensor("value"))] }
    return try box.entries.pairs.map { key, value in
      guard case .string(let name) = key else { throw arguments.error("value", "the names of tensors are text, not \(key.repr)", code: "type") }
      do { return (name.text, try tensor(from: value)) } catch let failure as ValueError {
        throw arguments.error("value", "\(quoted(name.text)): \(failure.message)", code: failure.code, help: failure.help)
      }
    }
  }

  private static func csv(_ arguments: BoundArguments) throws -> String {
    switch arguments.value("value") {
    case .list(let box) where box.items.first.map(isRecord) ?? false: return try csv(records: box.items, arguments)
    case .int, .float, .bool, .list, .tuple, .object(is TensorObject), .object(is RangeObject): break
    case let other:
      var help = ["any value: a .json"]
      if case .dict = other { help.insert("a table of one row: `save([d], \(quoted(try arguments.string("path"))))`", at: 0) }
      throw arguments.error(
        "value", "a .csv holds the rows of a table: a list of dicts, a matrix, or a result that is shown as one; not \(article(other.typeName))",
        code: "type", help: help)
    }
    let tensor = try arguments.tensor("value")
    guard tensor.rank == 1 || tensor.rank == 2 else {
      throw arguments.error("value", "a .csv holds a list of dicts or a tensor of one or two axes", code: "type", help: ["other tensors go to .npy"])
    }
    let matrix = tensor.rank == 2 ? tensor : try tensor.unsqueezed(at: 1)
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let (floats, integers) = try tensor.dtype.isFloat ? (matrix.floatElements(), []) : ([], matrix.integerElements())
    var text = ""
    for row in 0..<rows {
      let cells = (0..<columns).map { tensor.dtype.isFloat ? "\(floats[row * columns + $0])" : "\(integers[row * columns + $0])" }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  private static func csv(records: [Value], _ arguments: BoundArguments) throws -> String {
    try csv(of: try records.map { record in
      if case .dict(let box) = record { return box.entries }
      if case .object(let object as RecordObject) = record { return object.asRow }
      throw arguments.error("value", "a .csv of dicts holds dicts only, not \(article(record.typeName))", code: "type")
    })
  }

  private static func isRecord(_ value: Value) -> Bool {
    if case .object(is RecordObject) = value { return true }
    if case .dict = value { return true }
    return false
  }

  /// A line of names, then a line for every dict.
  static func csv(of dicts: [ValueDictionary]) throws -> String {
    var names: [Value] = []
    for dict in dicts {
      try Stopping.check()
      for key in dict.keys where try !names.contains(where: { try $0.isEqual(to: key) }) { names.append(key) }
    }
    func cell(_ value: Value?) throws -> String {
      guard let value, !value.isNone else { return "" }
      let text = try value.str()
      let needsQuotes = text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains($0) }
      return needsQuotes ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
    }
    var text = try names.map { try cell($0) }.joined(separator: ",") + "\n"
    for (turn, dict) in dicts.enumerated() {
      try Stopping.check(atTurn: turn)
      text += try names.map { try cell(dict.value(for: $0)) }.joined(separator: ",") + "\n"
    }
    return text
  }
}
