/// Large pieces of memory are refused before they are taken: a slip of the finger (`[0] * 10**12`) is an error, not the end
/// of the process.
public enum MemoryBudget {
  /// Bytes that may still be taken; the program that runs the interpreter knows the machine.
  nonisolated(unsafe) public static var room: () -> Int = { 1 << 34 }

  /// Up to here nobody asks.
  public static let small = 1 << 24

  /// - Throws: `ValueError` when `count` pieces of `size` bytes do not fit; `what` names the value that needs them.
  public static func check(_ count: Int, of size: Int = 1, _ what: () -> String) throws {
    guard count > 0, size > 0 else { return }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    if !overflow, bytes <= small { return }
    var room = room()
    if !overflow, bytes > room {
      Leftovers.freeAll()
      room = self.room()
    }
    if overflow || bytes > room {
      throw ValueError(
        "memory", "\(what()) would need \(overflow ? "more memory than there can be" : megabytes(bytes) + " of memory")",
        notes: ["there is room for \(megabytes(max(0, room)))"])
    }
  }

  /// `12.3 GB` in decimal units.
  private static func megabytes(_ bytes: Int) -> String {
    var value = Double(bytes) / 1e6
    for unit in ["MB", "GB", "TB", "PB"] {
      if value < 999.95 { return "\((value * 10).rounded() / 10) \(unit)" }
      value /= 1000
    }
    return "\((value * 10).rounded() / 10) EB"
  }
}

extension [Value] {
  /// Asked before an item is added: a large list grows by a copy of twice its size.
  ///
  /// - Throws: `ValueError` when there is no room for it.
  @inlinable
  public func checkGrowth() throws {
    if count == capacity, count > 1 << 20 { try checkLargeGrowth() }
  }

  @usableFromInline
  func checkLargeGrowth() throws {
    try MemoryBudget.check(count, of: 2 * MemoryLayout<Value>.stride) { "a list of more than \(count) items" }
  }
}
