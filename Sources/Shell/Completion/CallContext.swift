import ArrLanguage

/// The call that the cursor stands in: what is called and which of its arguments are there.
struct CallContext {
  enum Place {
    case positional(Int)
    case keyword(String)
  }

  let callee: KnownValue
  let declaration: Declaration
  /// The argument that the cursor is in.
  let place: Place
  /// Nothing of that argument stands before the word.
  let isAtStart: Bool
  /// Arguments that are given by name, before or behind the cursor.
  private(set) var given: Set<String>
  /// The piece behind the bracket.
  private let first: Int

  /// Nil when the bracket belongs to no call of something that is known.
  init?(opener: Int, _ entry: EntryText, after: String, _ operands: inout Operands) {
    guard entry.is(opener, "("), entry.endsOperand(opener - 1), !entry.startsLine(opener), !entry.is(opener - 2, "def") else { return nil }
    let callee = operands.operand(endingAt: opener - 1)
    guard let declaration = callee.known.declaration else { return nil }
    self.callee = callee.known
    self.declaration = declaration
    var position = entry.is(callee.start - 1, "|>") ? 1 : 0
    var given: Set<String> = []
    var place = Place.positional(position)
    var begins = true
    var i = opener + 1
    while i < entry.pieces.count {
      if entry.is(i, ",") {
        if case .positional = place { position += 1 }
        place = .positional(position)
        begins = true
      } else {
        if begins, entry.isName(i), entry.is(i + 1, "=") {
          place = .keyword(entry.text(i))
          given.insert(entry.text(i))
          i += 1
        }
        begins = false
      }
      i = entry.partners[i] > i ? entry.partners[i] + 1 : i + 1
    }
    self.place = place
    isAtStart = begins
    first = opener + 1
    self.given = given.union(Self.names(behind: after))
  }

  /// The parameter that takes the argument at the cursor.
  var parameter: Declaration.Parameter? {
    switch place {
    case .keyword(let name):
      return declaration.parameters.first { $0.name == name } ?? declaration.parameters.first { $0.kind == .keywordVariadic }
    case .positional(let index):
      let standard = declaration.parameters.prefix { $0.kind == .standard || $0.kind == .variadic }
      if index < standard.count { return standard[index] }
      return standard.last { $0.kind == .variadic }
    }
  }

  /// Parameters that can still be given by name.
  var open: [Declaration.Parameter] {
    var taken = 0
    if case .positional(let index) = place { taken = index }
    return declaration.parameters.enumerated().compactMap { index, parameter in
      switch parameter.kind {
      case .standard: return index >= taken && !given.contains(parameter.name) ? parameter : nil
      case .keywordOnly: return given.contains(parameter.name) ? nil : parameter
      case .variadic, .keywordVariadic: return nil
      }
    }
  }

  /// The string literal that a parameter was given.
  func literal(for name: String, _ entry: EntryText) -> String? {
    if declaration.parameters.first?.name == name, let text = entry.literal(first) { return text }
    var i = first
    while i + 2 < entry.pieces.count {
      if entry.isName(i), entry.text(i) == name, entry.is(i + 1, "=") { return entry.literal(i + 2) }
      i = entry.partners[i] > i ? entry.partners[i] + 1 : i + 1
    }
    return nil
  }

  /// The variable that is a model or belongs to one: the owner of a method, else the first of the arguments that does.
  func model(_ entry: EntryText, _ operands: inout Operands, isModel: (Value) -> Bool) -> Value? {
    if let source = callee.source, isModel(source) { return source }
    var i = first
    while i < entry.pieces.count {
      if entry.endsOperand(i), !entry.endsOperand(i + 1), let source = operands.operand(endingAt: i).known.source, isModel(source) { return source }
      i = entry.partners[i] > i ? entry.partners[i] : i + 1
    }
    return nil
  }

  /// `name=` in the rest of the call, as far as its text shows.
  private static func names(behind text: String) -> Set<String> {
    let rest = EntryText(text, cursor: text.utf8.count)
    var names: Set<String> = []
    var i = 0
    while i < rest.pieces.count, rest.partners[i] >= 0 || rest.pieces[i].kind != .closer {
      if rest.isName(i), rest.is(i + 1, "="), i == 0 || rest.is(i - 1, ",") { names.insert(rest.text(i)) }
      i = rest.partners[i] > i ? rest.partners[i] + 1 : i + 1
    }
    return names
  }
}
