import Glibc
import Synchronization

/// Memory that one product after the other works in: fresh pages would cost small products a tenth of their time.
struct Scratch: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  private static let unused = Mutex<[Scratch]>([])
  /// What is kept at most.
  private static let most = (count: 8, byteCount: 96 << 20)

  /// - Throws: `TensorError` when there is no memory left.
  init(byteCount: Int) throws {
    let kept = Self.unused.withLock { unused in
      unused.firstIndex { $0.byteCount >= byteCount }.map { unused.remove(at: $0) }
    }
    if let kept {
      self = kept
      return
    }
    var pointer: UnsafeMutableRawPointer?
    guard posix_memalign(&pointer, 4096, byteCount) == 0, let pointer else {
      throw TensorError("there is no memory left for a matrix product")
    }
    base = pointer
    self.byteCount = byteCount
  }

  func giveBack() {
    let dropped = Self.unused.withLock { unused -> Scratch? in
      guard unused.reduce(byteCount, { $0 + $1.byteCount }) <= Self.most.byteCount else { return self }
      // The smallest first, so that what is asked for finds the least that holds it.
      unused.insert(self, at: unused.firstIndex { $0.byteCount > byteCount } ?? unused.endIndex)
      return unused.count > Self.most.count ? unused.removeFirst() : nil
    }
    if let dropped { free(dropped.base) }
  }
}
