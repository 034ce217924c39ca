/// How well a name fits what was typed: the kind of match first, then how closely.
struct NameMatch: Comparable {
  enum Tier: Int { case prefix, foldedPrefix, subsequence }

  let tier: Tier
  /// Letters left out between matched ones, and before the first.
  let gaps: Int
  let length: Int

  /// Nil when the typed letters do not all stand in the name in their order.
  init?(_ name: String, typed: [UInt8]) {
    var text = name
    let found = text.withUTF8 { NameMatch.find(typed, in: $0) }
    guard let found else { return nil }
    (tier, gaps, length) = (found.tier, found.gaps, name.utf8.count)
  }

  private static func find(_ typed: [UInt8], in name: UnsafeBufferPointer<UInt8>) -> (tier: Tier, gaps: Int)? {
    guard typed.count <= name.count else { return nil }
    if zip(typed, name).allSatisfy({ $0 == $1 }) { return (.prefix, 0) }
    if zip(typed, name).allSatisfy({ folded($0) == folded($1) }) { return (.foldedPrefix, 0) }
    guard typed.count >= 2 else { return nil }
    var gaps = 0
    var place = 0
    for (i, byte) in typed.enumerated() {
      var next = place
      while next < name.count, folded(name[next]) != folded(byte) || i == 0 && !startsWord(name, next) { next += 1 }
      guard next < name.count else { return nil }
      gaps += next - place
      place = next + 1
    }
    return (.subsequence, gaps)
  }

  /// A match begins at the beginning, behind a sign, or with a capital behind a small letter.
  private static func startsWord(_ name: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    guard index > 0 else { return true }
    let before = name[index - 1]
    let isLetter = before >= 0x80 || (0x61...0x7A).contains(folded(before)) || (0x30...0x39).contains(before)
    return !isLetter || folded(name[index]) != name[index] && folded(before) == before
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

  static func < (a: NameMatch, b: NameMatch) -> Bool {
    (a.tier.rawValue, a.gaps, a.length) < (b.tier.rawValue, b.gaps, b.length)
  }
}

/// As many as a menu of inexact matches holds.
private let mostInexact = 100

/// Those that begin with what was typed, in their order; when there are none, those that do with other capitals; when there are none
/// either, those that hold the typed letters in their order, the closest first.
func matching<Item>(_ items: [Item], _ typed: String, by name: (Item) -> String) -> [Item] {
  guard !typed.isEmpty else { return items }
  let bytes = Array(typed.utf8)
  var found: [(match: NameMatch, order: Int)] = []
  var best = NameMatch.Tier.subsequence
  for (order, item) in items.enumerated() {
    guard let match = NameMatch(name(item), typed: bytes), match.tier.rawValue <= best.rawValue else { continue }
    best = match.tier
    found.append((match, order))
  }
  found.removeAll { $0.match.tier != best }
  guard best == .subsequence else { return found.map { items[$0.order] } }
  found.sort { $0.match != $1.match ? $0.match < $1.match : $0.order < $1.order }
  return found.prefix(mostInexact).map { items[$0.order] }
}
