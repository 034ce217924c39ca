import JSON

/// The tokens of a model: text to id and back. Ids may have gaps.
struct Vocabulary: Sendable {
  private var table: ByteTable
  /// Place in the table → id.
  private var ids: [Int32] = []
  /// Id → place in the table, −1 in a gap.
  private var places: [Int32] = []

  /// Ids index arrays, so a file must not make us allocate without measure; no vocabulary comes near this.
  static let idLimit = 1 << 24

  /// Reads the object `{"token": id, …}` that is next. Of an equal token the last id counts.
  init(_ reader: inout JSONReader) throws {
    table = ByteTable()
    var idLimit = 0
    var goesOn = try reader.enterObject()
    while goesOn {
      var place = 0
      try reader.readKey { place = table.insert($0) }
      let json = try reader.readValue()
      guard let id = json.intValue, id >= 0, id < Self.idLimit else {
        let token = String(decoding: table[place], as: UTF8.self)
        throw TokenizerError("the id of token “\(token)” is \(json.text()), expected an integer from 0 to \(Self.idLimit - 1)")
      }
      if place == ids.count { ids.append(Int32(id)) } else { ids[place] = Int32(id) }
      idLimit = max(idLimit, id + 1)
      goesOn = try reader.nextMember()
    }
    places = [Int32](repeating: -1, count: idLimit)
    for (place, id) in ids.enumerated() { places[Int(id)] = Int32(place) }
  }

  /// Tokens whose ids are their places in a list; of equal ones the last counts.
  init(tokens: [String]) throws {
    guard tokens.count <= Self.idLimit else { throw TokenizerError("the model has \(tokens.count) tokens, more than \(Self.idLimit)") }
    table = ByteTable(capacity: tokens.count)
    for (id, token) in tokens.enumerated() {
      let place = table.insert(token)
      if place == ids.count { ids.append(Int32(id)) } else { ids[place] = Int32(id) }
      places.append(Int32(place))
    }
  }

  /// How many tokens there are.
  var count: Int { table.count }

  /// One more than the greatest id.
  var idLimit: Int { places.count }

  func id(of token: UnsafeBufferPointer<UInt8>) -> Int? { table.find(token).map { Int(ids[$0]) } }
  func id(of token: some Collection<UInt8>) -> Int? { table.find(token).map { Int(ids[$0]) } }

  /// Calls `body` with a function that finds the id of a token; for many in a row that is quicker than `id(of:)`.
  @inline(__always)
  func withSearch<Result>(_ body: ((UnsafeBufferPointer<UInt8>) -> Int?) throws -> Result) rethrows -> Result {
    try table.withSearch { search in
      try ids.withUnsafeBufferPointer { ids in try body { token in search.find(token).map { Int(ids[$0]) } } }
    }
  }

  /// Whether no token has `mark` behind anything but `mark`.
  func hasOnlyInFront(_ mark: [UInt8]) -> Bool {
    for place in 0..<table.count {
      let token = table[place]
      var end = token.startIndex
      var isInFront = true
      token.forEachOccurrence(of: mark) { match in
        isInFront = isInFront && match.lowerBound == end
        end = match.upperBound
      }
      if !isInFront { return false }
    }
    return true
  }

  func token(of id: Int) -> Text? {
    guard places.indices.contains(id), places[id] >= 0 else { return nil }
    return table[Int(places[id])]
  }
}
