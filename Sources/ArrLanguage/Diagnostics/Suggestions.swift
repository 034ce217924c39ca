/// The candidates that were most likely meant by `typed`, best first: the same letters in other case or with other
/// underscores, then by edit distance, then those that `typed` begins. Never `typed` itself.
public func suggestions(for typed: String, among candidates: some Sequence<String>, limit: Int = 3) -> [String] {
  let key = folded(typed)
  guard !key.isEmpty, limit > 0 else { return [] }
  var found: [(name: String, rank: Int)] = []
  var seen: Set<String> = [typed]
  for candidate in candidates where seen.insert(candidate).inserted {
    if let rank = rank(of: folded(candidate), for: key) { found.append((candidate, rank)) }
  }
  found.sort { ($0.rank, $0.name.utf8.count, $0.name) < ($1.rank, $1.name.utf8.count, $1.name) }
  // Beside a name that is one slip away, those further off are noise; so are longer names beside any misspelling.
  let farthest = found.first.map { $0.rank < 100 ? max(1, $0.rank) : Int.max } ?? 0
  return found.prefix { $0.rank <= farthest }.prefix(limit).map(\.name)
}

/// Letters that count when names are compared: no case, no underscores.
private func folded(_ name: String) -> [Character] { name.lowercased().filter { $0 != "_" } }

/// 0 for the same letters, then the edit distance; a beginning ranks behind every misspelling. Nil is too far.
private func rank(of candidate: [Character], for typed: [Character]) -> Int? {
  let longest = max(candidate.count, typed.count)
  // One slip in a short word, more in longer ones, where beyond four another word is meant; of one letter nothing can
  // be told.
  let allowed = longest <= 1 ? 0 : longest <= 4 ? 1 : min(4, longest / 3)
  if abs(candidate.count - typed.count) <= allowed {
    let distance = editDistance(typed, candidate)
    // In a word of two letters one slip leaves nothing to go by, unless a letter was left out or added.
    let isTooShort = longest <= 2 && distance > 0
    if distance <= allowed, distance < typed.count, !isTooShort { return distance }
  }
  if typed.count >= 3, candidate.starts(with: typed) { return 100 + candidate.count - typed.count }
  return nil
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other (optimal string
/// alignment).
func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in 0..<b.count {
      var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
      row.append(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
