// Long texts, piece by piece: a walk through hundreds of megabytes would keep Ctrl-C waiting.

/// Bytes that are counted or copied between two looks at it.
let countedAtOnce = 1 << 22

/// Every byte of UTF-8 but those that go on with a character begins one.
func countScalars(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var count = 0
  for byte in bytes where byte & 0xC0 != 0x80 { count &+= 1 }
  return count
}

/// A text of bytes that are UTF-8.
///
/// - Throws: `ValueError` on Ctrl-C.
public func text(ofUTF8 bytes: UnsafeBufferPointer<UInt8>) throws -> String {
  try text(of: bytes) { String(decoding: $0, as: UTF8.self) } ?? ""
}

/// A text of bytes that may be no UTF-8: nil then.
///
/// - Throws: `ValueError` on Ctrl-C.
public func text(validating bytes: UnsafeBufferPointer<UInt8>) throws -> String? {
  try text(of: bytes) { String(validating: $0, as: UTF8.self) }
}

/// Pieces begin where characters do, so that each is as good as a part of the whole.
private func text(of bytes: UnsafeBufferPointer<UInt8>, piece: (UnsafeBufferPointer<UInt8>) -> String?) throws -> String? {
  guard bytes.count > countedAtOnce else { return piece(bytes) }
  var text = ""
  text.reserveCapacity(bytes.count)
  var start = 0
  while start < bytes.count {
    try Stopping.check()
    let end = characterEnd(min(start + countedAtOnce, bytes.count), in: bytes)
    guard let more = piece(UnsafeBufferPointer(rebasing: bytes[start..<end])) else { return nil }
    text += more
    start = end
  }
  return text
}

/// Two texts in one.
///
/// - Throws: `ValueError` on Ctrl-C.
func joined(_ a: String, _ b: String) throws -> String {
  let size = a.utf8.count + b.utf8.count
  guard size > countedAtOnce else { return a + b }
  var text = ""
  text.reserveCapacity(size)
  for var part in [a, b] {
    try part.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        try Stopping.check()
        let end = characterEnd(min(start + countedAtOnce, bytes.count), in: bytes)
        text += String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        start = end
      }
    }
  }
  return text
}

/// The next byte at which a character begins, or the end.
private func characterEnd(_ place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var place = place
  while place < bytes.count, bytes[place] & 0xC0 == 0x80 { place += 1 }
  return place
}

/// Boxes of the characters of ASCII, which a walk through a text meets again and again.
struct CharacterBoxes {
  private var known: [StringBox?]

  /// - Parameter expected: how many characters there are; of few, none is kept.
  init(expected: Int) { known = Array(repeating: nil, count: expected < 0x80 ? 0 : 0x80) }

  /// A character as a value.
  mutating func value(_ character: Unicode.Scalar) -> Value {
    guard character.isASCII, !known.isEmpty else { return .text(String(character)) }
    let place = Int(character.value)
    if let box = known[place] { return .string(box) }
    let box = StringBox(String(character))
    known[place] = box
    return .string(box)
  }
}

extension StringBox {
  /// `count` characters from `start`; both are inside the text.
  func slice(_ start: Int, _ count: Int) throws -> String {
    let isPlain = isASCII
    try checkCount()
    var text = text
    return try text.withUTF8 { bytes in
      let low = isPlain ? start : try place(ofCharacter: start, in: bytes, from: 0)
      let high = isPlain ? low + count : try place(ofCharacter: count, in: bytes, from: low)
      return try ArrLanguage.text(ofUTF8: UnsafeBufferPointer(rebasing: bytes[low..<high]))
    }
  }

  /// Every `step`th character, `count` of them, from `start`; all are inside the text.
  func slice(_ bounds: SliceBounds) throws -> String {
    if bounds.step == 1 { return try slice(bounds.start, bounds.count) }
    let isPlain = isASCII
    // The chosen bytes and their copy; else all characters, of four bytes each, and a text that grows.
    try MemoryBudget.check(isPlain ? bounds.count : scalarCount, of: isPlain ? 2 : 8) { "a slice of \(bounds.count) characters" }
    try checkCount()
    var text = text
    if isPlain {
      return try text.withUTF8 { bytes in
        var chosen: [UInt8] = []
        chosen.reserveCapacity(bounds.count)
        for place in bounds.positions {
          try Stopping.check(atTurn: chosen.count)
          chosen.append(bytes[place])
        }
        return try chosen.withUnsafeBufferPointer { try ArrLanguage.text(ofUTF8: $0) }
      }
    }
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(scalarCount)
    for scalar in text.unicodeScalars {
      try Stopping.check(atTurn: scalars.count)
      scalars.append(scalar)
    }
    var out = ""
    for (turn, place) in bounds.positions.enumerated() {
      try Stopping.check(atTurn: turn)
      out.unicodeScalars.append(scalars[place])
    }
    return out
  }

  /// After the characters were counted: of a long text they may not all have been.
  ///
  /// - Throws: `ValueError` on Ctrl-C.
  func checkCount() throws { if text.utf8.count > countedAtOnce { try Stopping.check() } }
}

/// The byte at which the character `index` begins, counted from the character at byte `start`.
private func place(ofCharacter index: Int, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) throws -> Int {
  var (left, start) = (index, start)
  while true {
    let end = min(start + (1 << 16), bytes.count)
    let count = countScalars(UnsafeBufferPointer(rebasing: bytes[start..<end]))
    if count > left || end == bytes.count {
      for place in start..<end where bytes[place] & 0xC0 != 0x80 {
        if left == 0 { return place }
        left -= 1
      }
      return end
    }
    left -= count
    start = end
    if start & (countedAtOnce - 1) < 1 << 16 { try Stopping.check() }
  }
}
