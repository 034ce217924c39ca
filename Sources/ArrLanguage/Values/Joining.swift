#if canImport(Glibc)
  import Glibc
#endif

/// What `join` makes of its parts.
public enum Joining {
  case text(Value)
  /// The part at this place is no text.
  case noText(Int)
}

/// The texts in one, with another between them: their lengths are added up first, and then each is copied once.
public func join(_ parts: [Value], with separator: String) throws -> Joining {
  var separator = separator
  return try separator.withUTF8 { separator in
    try parts.withUnsafeBufferPointer { parts in
      guard let first = parts.baseAddress else { return .text(.text("")) }
      var total = 0
      for place in parts.indices {
        try Stopping.check(atTurn: place)
        guard parts[place].isString else { return .noText(place) }
        let length = (first + place).withText { $0.utf8Count }
        let more = total.addingReportingOverflow(length &+ (place > 0 ? separator.count : 0))
        total = more.overflow ? .max : more.partialValue
      }
      try MemoryBudget.check(total) { "the joined text" }
      let joined = String(unsafeUninitializedCapacity: total) { copy(parts, separator, to: $0) }
      // Else it may have been cut short.
      try Stopping.check()
      return .text(.text(joined))
    }
  }
}

/// How many bytes were copied.
private func copy(
  _ parts: UnsafeBufferPointer<Value>, _ separator: UnsafeBufferPointer<UInt8>, to room: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  guard let base = room.baseAddress, let first = parts.baseAddress else { return 0 }
  var end = 0
  func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, bytes.count <= room.count - end else { return }
    memcpy(base + end, source, bytes.count)
    end += bytes.count
  }
  for place in parts.indices {
    if Stopping.isRequested(atTurn: place) { return end }
    if place > 0 { add(separator) }
    (first + place).withText { box in
      var text = box.text
      text.withUTF8(add)
    }
  }
  return end
}
