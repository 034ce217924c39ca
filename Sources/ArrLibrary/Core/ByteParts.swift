import ArrLanguage

/// Bytes that come in from something whose length is not known: a pipe, a device. What is there is copied once, when all of it
/// has come; a buffer that doubles would copy it again and again, and a large copy is deaf to Ctrl-C.
public struct ByteParts {
  private var parts: [[UInt8]] = []
  private var last: [UInt8] = []
  public private(set) var count = 0

  private static let partSize = 1 << 22

  /// - Parameter expected: how many bytes will come, where that is known.
  public init(expected: Int = 0) { last.reserveCapacity(max(0, expected)) }

  /// Takes bytes over behind those that are there.
  public mutating func append(_ bytes: ArraySlice<UInt8>) {
    if last.count + bytes.count > last.capacity, last.count >= ByteParts.partSize / 2 {
      parts.append(last)
      last = []
      last.reserveCapacity(ByteParts.partSize)
    }
    last += bytes
    count += bytes.count
  }

  /// All of them in one; nothing is left behind.
  ///
  /// - Parameter check: called between parts; what it throws ends the joining.
  public mutating func joined(check: () throws -> Void) rethrows -> [UInt8] {
    defer { self = ByteParts() }
    if parts.isEmpty { return last }
    var whole: [UInt8] = []
    whole.reserveCapacity(count)
    for i in parts.indices {
      try check()
      whole += parts[i]
      parts[i] = []
    }
    return whole + last
  }
}

extension Library {
  /// A program that is longer was not meant to be one: a device without an end, a file of weights.
  public static let longestProgram = 1 << 29

  /// The error for a program that goes on beyond that.
  public static func tooLongProgram(_ name: String) -> ValueError {
    ValueError("file", "\(name) is no program: it is longer than \(longestProgram >> 20) MB")
  }
}
