/// Boxes of the texts that were made last: the words of a text come again and again, and a shared box takes no memory, is
/// found in a dict at once, and has its hash.
public struct SharedTexts {
  private var boxes: [StringBox?]

  /// `expected`: how many texts will be asked for.
  public init(expected: Int) {
    // A power of two, for a hash to choose from; where there is little to share, nothing is kept.
    boxes = Array(repeating: nil, count: expected < 64 ? 0 : 1024)
  }

  /// The text as a value, in a box that was made before if the text came lately.
  public mutating func value(_ text: String) -> Value {
    guard !boxes.isEmpty else { return .text(text) }
    let hash = StringBox.hash(of: text)
    let place = hash & (boxes.count - 1)
    if let known = boxes[place], known.hash == hash, sameText(known.text, text) { return .string(known) }
    let box = StringBox(text, hash: hash)
    boxes[place] = box
    return .string(box)
  }
}
