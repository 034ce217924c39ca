import Glibc
import JSON

/// Reads one merge of a BPE model after the other. There are hundreds of thousands, so they pass through a buffer that stays.
final class MergeReader {
  /// The left token, the right one, and where that has a prefix, the merged one.
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity = 256
  private var leftCount = 0
  private var rightCount = 0
  private let prefixLength: Int

  /// - Parameter prefixLength: so many bytes at the start of the right token are left out of the merged one.
  init(prefixLength: Int) {
    self.prefixLength = prefixLength
    buffer = .allocate(capacity: capacity)
  }

  deinit { buffer.deallocate() }

  // What was read last; there until the next is read.

  var left: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: buffer, count: leftCount) }
  var right: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: buffer + leftCount, count: rightCount) }
  /// What the two become.
  var merged: UnsafeBufferPointer<UInt8> {
    guard prefixLength > 0 else { return UnsafeBufferPointer(start: buffer, count: leftCount + rightCount) }
    let kept = max(0, rightCount - prefixLength)
    let start = buffer + leftCount + rightCount
    memcpy(start, buffer, leftCount)
    memcpy(start + leftCount, buffer + leftCount + rightCount - kept, kept)
    return UnsafeBufferPointer(start: start, count: leftCount + kept)
  }

  /// Reads `"left right"` or `["left", "right"]`; false for the line that says the version of a merges.txt.
  /// - Throws: `TokenizerError` for anything else, with the number of the merge.
  func read(_ reader: inout JSONReader, number: Int) throws -> Bool {
    let start = reader.position
    var isVersion = false
    let isMerge: Bool
    if reader.isAtString {
      var isLine = false
      try reader.readString { line in
        isVersion = line.first == UInt8(ascii: "#") && line.starts(with: "#version".utf8)
        isLine = take(line)
      }
      isMerge = isLine
    } else {
      isMerge = try readPair(&reader)
    }
    if isVersion { return false }
    guard isMerge else { throw TokenizerError("merge \(number) must be two tokens, found \(try reader.value(at: start).text())") }
    return true
  }

  /// Takes two tokens with one space between.
  private func take(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let space = line.firstIndex(of: 0x20) else { return false }
    let right = UnsafeBufferPointer(rebasing: line[(space + 1)...])
    if right.contains(0x20) { return false }
    takeLeft(UnsafeBufferPointer(rebasing: line[..<space]))
    takeRight(right)
    return true
  }

  private func readPair(_ reader: inout JSONReader) throws -> Bool {
    guard reader.isAtArray, try reader.enterArray(), reader.isAtString else { return false }
    try reader.readString(takeLeft)
    guard try reader.nextElement(), reader.isAtString else { return false }
    try reader.readString(takeRight)
    return try !reader.nextElement()
  }

  private func takeLeft(_ token: UnsafeBufferPointer<UInt8>) {
    leftCount = 0
    append(token)
    leftCount = token.count
  }

  private func takeRight(_ token: UnsafeBufferPointer<UInt8>) {
    append(token)
    rightCount = token.count
  }

  /// Puts a token behind the left one, and leaves room for the merged one behind that.
  private func append(_ token: UnsafeBufferPointer<UInt8>) {
    let needed = 2 * (leftCount + token.count)
    if needed > capacity {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * needed)
      memcpy(larger, buffer, leftCount)
      buffer.deallocate()
      (buffer, capacity) = (larger, 2 * needed)
    }
    if let source = token.baseAddress { memcpy(buffer + leftCount, source, token.count) }
  }

  /// That a token is missing.
  func error(number: Int, isMissing: (UnsafeBufferPointer<UInt8>) -> Bool) -> TokenizerError {
    func name(_ token: UnsafeBufferPointer<UInt8>) -> String { "“\(String(decoding: token, as: UTF8.self))”" }
    let missing = [left, right, merged].first(where: isMissing) ?? merged
    return TokenizerError("merge \(number), \(name(left)) and \(name(right)), needs the token \(name(missing)), which the vocabulary lacks")
  }
}
