import ArrLanguage

/// A name that the entry itself gives a meaning, as far as the text shows it.
struct EntryName {
  enum Meaning {
    /// What the expression that begins with a piece gives.
    case value(Int)
    /// An item of what the expression gives.
    case item(Int)
    case parameter
    case error
    /// A function with the names of its parameters.
    case function([String])
    case unknown
  }

  let name: String
  let meaning: Meaning
  /// The piece that names it.
  let place: Int
}

/// The names of the entry that can be seen at the cursor: those of blocks that are still open, in order.
struct EntryNames {
  private(set) var names: [EntryName] = []

  private let entry: EntryText
  /// Bodies of functions by the piece that opens them, with how many names there were before.
  private var bodies: [(opener: Int, before: Int)] = []
  private var parameters: [Int: [EntryName]] = [:]
  /// Names of a lambda or comprehension with the brackets that they live in.
  private var temporary: [(name: EntryName, depth: Int, endsAtComma: Bool)] = []
  private var depth = 0
  private var blockDepths: [Bool] = []

  init(_ entry: EntryText) {
    self.entry = entry
    for index in entry.pieces.indices { read(index) }
    names += temporary.map(\.name)
  }

  /// The last meaning that a name was given before a piece.
  func meaning(of name: String, before place: Int) -> EntryName.Meaning? {
    names.last { $0.name == name && $0.place < place }?.meaning
  }

  private mutating func read(_ index: Int) {
    let piece = entry.pieces[index]
    switch piece.kind {
    case .opener: open(index)
    case .closer: close(index)
    case .field: entry.bytes[piece.span.start] == UInt8(ascii: "{") ? open(index) : close(index)
    case .punctuation where entry.is(index, ","): temporary.removeAll { $0.endsAtComma && $0.depth == depth }
    case .operator:
      if entry.is(index, "=>") { readLambda(index) } else if entry.is(index, "="), isStatementLevel { readAssignment(index) }
    case .keyword: readKeyword(index)
    default: break
    }
    if depth == 0, entry.startsLine(index) { temporary.removeAll { $0.depth == 0 && $0.name.place < index - 2 } }
  }

  private var isStatementLevel: Bool { blockDepths.last ?? true }

  private mutating func open(_ index: Int) {
    depth += 1
    blockDepths.append(entry.is(index, "{"))
    guard let own = parameters[index] else { return }
    bodies.append((index, names.count))
    names += own
  }

  private mutating func close(_ index: Int) {
    depth = max(0, depth - 1)
    _ = blockDepths.popLast()
    temporary.removeAll { $0.depth > depth }
    guard let body = bodies.last, entry.partners[index] == body.opener else { return }
    names.removeSubrange(min(body.before, names.count)...)
    bodies.removeLast()
  }

  private mutating func readAssignment(_ index: Int) {
    var targets: [Int] = []
    var i = index - 1
    while i >= 0, entry.isName(i), entry.pieces[i].kind != .member {
      targets.append(i)
      guard entry.is(i - 1, ",") else { break }
      i -= 2
    }
    for target in targets.reversed() {
      names.append(EntryName(name: entry.text(target), meaning: targets.count == 1 ? .value(index + 1) : .unknown, place: index))
    }
  }

  private mutating func readKeyword(_ index: Int) {
    switch entry.text(index) {
    case "def": readDefinition(index)
    case "for": readLoop(index)
    case "as" where entry.isName(index + 1):
      let with = (0..<index).last { entry.pieces[$0].kind == .keyword && (entry.is($0, "with") || entry.is($0, "import")) }
      let meaning = with.map { entry.is($0, "with") ? EntryName.Meaning.value($0 + 1) : .unknown } ?? .unknown
      names.append(EntryName(name: entry.text(index + 1), meaning: meaning, place: index + 1))
    case "catch" where entry.isName(index + 1):
      names.append(EntryName(name: entry.text(index + 1), meaning: .error, place: index + 1))
    default: break
    }
  }

  private mutating func readDefinition(_ index: Int) {
    guard entry.isName(index + 1), entry.is(index + 2, "(") else { return }
    let closer = entry.partners[index + 2]
    let places = parameterPlaces(in: index + 2, to: closer < 0 ? entry.pieces.count : closer)
    names.append(EntryName(name: entry.text(index + 1), meaning: .function(places.map(entry.text)), place: index + 1))
    guard closer >= 0, let body = (closer + 1..<min(closer + 4, entry.pieces.count)).first(where: { entry.is($0, "{") }) else { return }
    parameters[body] = places.map { EntryName(name: entry.text($0), meaning: .parameter, place: $0) }
  }

  /// The names that stand first behind `(` and the commas.
  private func parameterPlaces(in opener: Int, to end: Int) -> [Int] {
    var places: [Int] = []
    var i = opener + 1
    var isFirst = true
    while i < end {
      if isFirst, entry.isName(i) { places.append(i) }
      isFirst = entry.is(i, ",") || isFirst && (entry.is(i, "*") || entry.is(i, "**"))
      i = entry.partners[i] > i ? entry.partners[i] + 1 : i + 1
    }
    return places
  }

  private mutating func readLoop(_ index: Int) {
    var targets: [Int] = []
    var i = index + 1
    while i < entry.pieces.count, !entry.is(i, "in") {
      if entry.isName(i) { targets.append(i) }
      i += 1
    }
    guard i < entry.pieces.count else { return }
    let isStatement = isStatementLevel && (entry.startsLine(index) || [";", "{", "}"].contains(index > 0 ? entry.text(index - 1) : ";"))
    for target in targets {
      let meaning: EntryName.Meaning = targets.count == 1 ? .item(i + 1) : .unknown
      let name = EntryName(name: entry.text(target), meaning: meaning, place: target)
      if isStatement { names.append(name) } else { temporary.append((name, depth, false)) }
    }
  }

  private mutating func readLambda(_ index: Int) {
    var places: [Int] = []
    if entry.isName(index - 1) {
      places = [index - 1]
    } else if entry.is(index - 1, ")"), entry.partners[index - 1] >= 0 {
      places = parameterPlaces(in: entry.partners[index - 1], to: index - 1)
    }
    for place in places { temporary.append((EntryName(name: entry.text(place), meaning: .parameter, place: place), depth, true)) }
  }
}
