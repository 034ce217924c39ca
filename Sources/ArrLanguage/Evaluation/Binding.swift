extension Declaration {
  /// `randint(low: int, high: int, shape: list = none)`.
  public var signature: String {
    var parts: [String] = []
    var sawStar = false
    for parameter in parameters {
      if parameter.kind == .variadic { sawStar = true }
      if parameter.kind == .keywordOnly, !sawStar {
        parts.append("*")
        sawStar = true
      }
      parts.append(parameter.text)
    }
    if name == "lambda" { return "(\(parts.joined(separator: ", "))) => …" }
    return "\(name)(\(parts.joined(separator: ", ")))" + (result.isEmpty ? "" : " -> \(result)")
  }

  /// The place of a parameter; nil when there is none of that name.
  public func index(of parameter: String) -> Int? { parameters.firstIndex { $0.name == parameter } }

  /// Checks the arguments of a call and fills in defaults.
  ///
  /// - Throws: `ValueError` for arguments that are missing, too many, of unknown names or of the wrong type.
  public func bind(_ arguments: Arguments) throws -> BoundArguments { try Signature(self).bind(arguments) }

  /// Values in the order of the parameters: a variadic one is a list, a keyword-variadic one a dict. `given` has a bit for
  /// every parameter that the call passed itself.
  func values(of arguments: Arguments) throws -> (values: [Value], given: UInt64) {
    var values = [Value](repeating: .unset, count: parameters.count)
    try bindPositional(arguments.positional, into: &values)
    try bindKeywords(arguments.keyword, into: &values)
    var given: UInt64 = 0
    for i in parameters.indices {
      let parameter = parameters[i]
      if !values[i].isUnset {
        if i < 64 { given |= 1 << UInt64(i) }
        if parameter.kind == .standard || parameter.kind == .keywordOnly {
          values[i] = try checked(values[i], parameter)
        }
        continue
      }
      switch parameter.kind {
      case .variadic: values[i] = .list(of: [])
      case .keywordVariadic: values[i] = .dict(of: ValueDictionary())
      case .standard, .keywordOnly:
        guard let value = parameter.defaultValue else { throw missing(values) }
        values[i] = value
      }
    }
    return (values, given)
  }

  private func bindPositional(_ positional: ArraySlice<Value>, into values: inout [Value]) throws {
    var next = 0
    for (position, value) in positional.enumerated() {
      while next < parameters.count, parameters[next].kind == .keywordOnly || parameters[next].kind == .keywordVariadic { next += 1 }
      guard next < parameters.count else {
        let most = parameters.filter { $0.kind == .standard }.count
        // `zeros(2, 3, 4)`: elsewhere the sizes of a shape are arguments.
        let sizes = parameters.first?.name == "shape" ? positional.compactMap { if case .int(let size) = $0 { size } else { nil } } : []
        throw ValueError(
          "argument", "\(subject) takes \(most == 0 ? "no positional arguments" : limit(most)), not \(positional.count)", notes: [signature],
          help: !sizes.isEmpty && sizes.count == positional.count ? ["the sizes go in one list: `\(name)(\(sizes))`"] : [],
          argument: .position(position))
      }
      if parameters[next].kind == .variadic {
        values[next] = .list(of: try positional.dropFirst(position).map { try checked($0, parameters[next]) })
        return
      }
      values[next] = value
      next += 1
    }
  }

  private func bindKeywords(_ keywords: [(name: String, value: Value)], into values: inout [Value]) throws {
    var extra = ValueDictionary()
    for (keyword, value) in keywords {
      if let i = parameters.firstIndex(where: { $0.name == keyword && ($0.kind == .standard || $0.kind == .keywordOnly) }) {
        guard values[i].isUnset else {
          throw ValueError("argument", "\(subject) got `\(keyword)` twice", notes: [signature], argument: .keyword(keyword))
        }
        values[i] = value
      } else if parameters.contains(where: { $0.kind == .keywordVariadic }) {
        extra[keyword] = value
      } else {
        throw ValueError(
          "argument", "\(subject) has no argument `\(keyword)`", notes: [signature], help: help(forKeyword: keyword), argument: .keyword(keyword))
      }
    }
    if !extra.isEmpty, let i = parameters.firstIndex(where: { $0.kind == .keywordVariadic }) { values[i] = .dict(of: extra) }
  }

  /// The function at the start of a message.
  private var subject: String { name == "lambda" ? "this lambda" : "`\(name)`" }

  private func limit(_ most: Int) -> String {
    let isExact = parameters.allSatisfy { $0.defaultValue == nil && $0.defaultText == nil }
    return (isExact ? "" : "at most ") + counted(most, isExact ? "argument" : "positional argument")
  }

  private func help(forKeyword keyword: String) -> [String] {
    let names = parameters.filter { $0.kind != .variadic }.map(\.name)
    let near = didYouMean(keyword, among: names)
    if !near.isEmpty { return near }
    if let own = Self.wordsFromElsewhere[keyword]?.first(where: names.contains) { return ["write `\(own)=…`"] }
    return ["models", "runs"].contains(group) ? Self.thingsFromElsewhere[keyword].map { [$0] } ?? [] : []
  }

  /// What PyTorch, pandas, csv and others call an argument, and what it is called here.
  private static let wordsFromElsewhere: [String: [String]] = [
    "prepend_bos": ["bos"], "add_bos": ["bos"], "add_bos_token": ["bos"], "add_special_tokens": ["bos"], "torch_dtype": ["dtype"],
    "dim": ["axis"], "dims": ["axis"], "keepdim": ["keepdims"], "other": ["value"], "input": ["x"], "size": ["shape"],
    "delimiter": ["separator"], "sep": ["separator"], "delim": ["separator"], "max_length": ["max_new_tokens"],
    "path": ["path_or_name"], "name": ["path_or_name"], "pretrained_model_name_or_path": ["path_or_name"], "repo_id": ["path_or_name"],
    "filename": ["path"], "file": ["path"], "fname": ["path"], "filepath": ["path"], "path_or_name": ["path"],
  ]

  /// What others' functions of models take, and why it is not here.
  private static let thingsFromElsewhere = [
    "device": "everything runs on the CPU: leave it out", "device_map": "everything runs on the CPU: leave it out", "with": noInterventions,
    "dtype": "weights keep the type they are stored in: leave it out", "torch_dtype": "weights keep the type they are stored in: leave it out",
    "hooks": noInterventions, "fwd_hooks": noInterventions, "interventions": noInterventions, "patch": noInterventions, "ablate": noInterventions,
  ]

  private func missing(_ values: [Value]) -> ValueError {
    let names = parameters.indices.filter {
      values[$0].isUnset && parameters[$0].defaultValue == nil && parameters[$0].kind != .variadic
        && parameters[$0].kind != .keywordVariadic
    }.map { "`\(parameters[$0].name)`" }
    let listed = names.count > 12 ? names.prefix(8) + ["\(names.count - 8) more"] : names
    return ValueError("argument", "\(subject) needs \(joined(listed, "and"))", notes: [signature])
  }

  func checked(_ value: Value, _ parameter: Parameter) throws -> Value {
    if let accepted = try parameter.type.accept(value) { return accepted }
    throw ValueError(
      "type", "`\(parameter.name)` of `\(name)` must be \(parameter.type.words), not \(article(value.typeName))",
      label: value.shortTypeDescription, notes: [signature],
      help: parameter.type == .function ? ["a function in passing is `x => …`; one that takes nothing, for code that runs later, `() => …`"] : [],
      argument: .keyword(parameter.name))
  }
}

extension Declaration.Parameter {
  var text: String {
    switch kind {
    case .variadic: return "*\(name)"
    case .keywordVariadic: return "**\(name)"
    case .standard, .keywordOnly:
      let typed = type == .any ? name : "\(name): \(type.text)"
      guard let defaultText = defaultText ?? defaultValue?.repr else { return typed }
      return type == .any ? "\(typed)=\(defaultText)" : "\(typed) = \(defaultText)"
    }
  }
}

extension ValueType {
  /// The value as the parameter sees it (an int becomes a float where one is asked for), or nil when it does not fit.
  public func accept(_ value: Value) throws -> Value? {
    switch (self, value) {
    case (.any, _), (.none, .none), (.bool, .bool), (.int, .int), (.float, .float), (.number, .int), (.number, .float),
      (.string, .string), (.list, .list), (.tuple, .tuple), (.dict, .dict), (.function, .function),
      (.sequence, .list), (.sequence, .tuple), (.iterable, .list), (.iterable, .tuple), (.iterable, .dict), (.iterable, .string):
      return value
    case (.float, .int(let i)): return .float(Double(i))
    case (.either(let types), _):
      // An exact fit goes before a promotion: `int or float` keeps an int.
      for type in types { if case .int = value, type == .float { continue } else if let fit = try type.accept(value) { return fit } }
      return types.contains(.float) ? try ValueType.float.accept(value) : nil
    case (.int, .object), (.float, .object), (.number, .object), (.bool, .object):
      guard let scalar = try value.scalar() else { return nil }
      return try accept(scalar)
    case (.tensor, .object(let object)): return object.typeName == "tensor" ? value : nil
    case (.function, .object(let object)): return object.isCallable ? value : nil
    case (.sequence, .object(let object)): return try object.length() != nil ? value : nil
    case (.iterable, .object): return value
    case (.named(let name), _): return value.typeName == name ? value : nil
    default: return nil
    }
  }

  /// As a signature writes it: `int`, `list or none`.
  public var text: String {
    switch self {
    case .any: return "any"
    case .none: return "none"
    case .bool: return "bool"
    case .int: return "int"
    case .float: return "float"
    case .number: return "number"
    case .string: return "string"
    case .list: return "list"
    case .tuple: return "tuple"
    case .dict: return "dict"
    case .function: return "function"
    case .sequence: return "sequence"
    case .iterable: return "iterable"
    case .tensor: return "tensor"
    case .named(let name): return name
    case .either(let types): return types.map(\.text).joined(separator: " or ")
    }
  }

  /// As a sentence says it: `an int`, `a list or none`.
  var words: String {
    if case .either(let types) = self { return joined(types.map(\.words), "or") }
    return article(text)
  }
}

extension Value {
  func scalar() throws -> Value? {
    if case .object(let object) = self { return try object.scalar() }
    return self
  }
}

/// `a`, `a and b`, `a, b and c`.
func joined(_ words: [String], _ conjunction: String) -> String {
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}

/// The `help:` line of a misspelled name; empty when nothing is near.
func didYouMean(_ name: String, among names: [String], quote: (String) -> String = { "`\($0)`" }) -> [String] {
  let near = suggestions(for: name, among: names, limit: 3)
  return near.isEmpty ? [] : ["did you mean \(joined(near.map(quote), "or"))?"]
}
