import Synchronization

/// Ids of words that were encoded before. Texts repeat their words, and a lookup is far quicker than merging again.
final class WordCache: Sendable {
  /// In bytes. Longer words hardly come again.
  static let longestWord = 128
  /// The cache starts anew when it holds so many words: at most some 10 MB.
  private static let capacity = 1 << 16

  private struct Words {
    var spellings = ByteTable()
    var ids: [Int32] = []
    var ends: [Int] = []
  }

  private let words = Mutex(Words())

  /// Appends the ids of `word` when they are known.
  func append(_ word: UnsafeBufferPointer<UInt8>, to ids: inout [Int]) -> Bool {
    words.withLock { words in
      guard let place = words.spellings.find(word) else { return false }
      for id in words.ids[(place == 0 ? 0 : words.ends[place - 1])..<words.ends[place]] { ids.append(Int(id)) }
      return true
    }
  }

  func remember(_ word: UnsafeBufferPointer<UInt8>, _ ids: [Int]) {
    words.withLock { words in
      if words.ends.count >= Self.capacity { words = Words() }
      guard words.spellings.insert(word) == words.ends.count else { return }
      words.ids.append(contentsOf: ids.lazy.map { Int32(truncatingIfNeeded: $0) })
      words.ends.append(words.ids.count)
    }
  }
}
