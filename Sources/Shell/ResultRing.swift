import ArrLanguage

/// Values of earlier prompts: `_3` is what prompt 3 showed last, `_` the newest of all, `__` what the prompt before showed.
///
/// The ring is bounded by bytes: when newer values need the room, the oldest are forgotten. The newest always stays.
final class ResultRing {
  /// Bytes that the ring may keep alive.
  static let mostBytes = 256_000_000

  private let globals: Globals
  private let most: Int
  private(set) var kept: [(number: Int, bytes: Int)] = []
  private var hasAnnounced = false
  /// The number of the last prompt that showed a value.
  private var newest: Int?
  /// Says that values were forgotten.
  var announce: (String) -> Void = { _ in }

  init(globals: Globals, mostBytes: Int = ResultRing.mostBytes) {
    self.globals = globals
    most = mostBytes
  }

  var bytes: Int { kept.reduce(0) { $0 + $1.bytes } }

  /// Keeps a value that prompt `number` showed.
  func keep(_ value: Value, of number: Int) {
    if newest != number, let last = globals.lookup("_") { globals.set("__", last) }
    globals.set("_", value)
    globals.set("_\(number)", value)
    if kept.last?.number == number { kept.removeLast() }
    kept.append((number, MemoryCount(of: value).bytes))
    newest = number
    forget()
  }

  /// Forgets everything.
  func clear() {
    for entry in kept { globals.remove("_\(entry.number)") }
    for name in ["_", "__"] { globals.remove(name) }
    (kept, hasAnnounced, newest) = ([], false, nil)
  }

  private func forget() {
    var total = bytes
    while total > most, kept.count > 1 {
      let oldest = kept.removeFirst()
      total -= oldest.bytes
      globals.remove("_\(oldest.number)")
      if kept.count == 1 { globals.remove("__") }
      guard !hasAnnounced else { continue }
      hasAnnounced = true
      announce("`_\(oldest.number)` is forgotten: earlier results keep at most \(most / 1_000_000) MB (said once)")
    }
  }

  /// Whether a name is the ring's: `_`, `__`, `_12`.
  static func owns(_ name: String) -> Bool {
    guard name.hasPrefix("_") else { return false }
    let rest = name.dropFirst()
    return rest.isEmpty || rest == "_" || rest.allSatisfy { ("0"..."9").contains($0) }
  }
}
