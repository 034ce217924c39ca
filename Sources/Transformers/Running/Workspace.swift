import Tensors

/// Buffers that one pass after the other uses again: fresh pages are what a forward pass would otherwise spend its time on.
final class Workspace {
  enum Slot: Int, CaseIterable { case normed, normedForMLP, fused, query, key, value, mixed, hidden, gate, output, router, gathered, expert, placed }

  private var storages = [Storage?](repeating: nil, count: Slot.allCases.count)

  /// At least `count` floats, not initialised.
  func buffer(_ slot: Slot, count: Int) throws -> UnsafeMutablePointer<Float> {
    let bytes = count * MemoryLayout<Float>.size
    if let storage = storages[slot.rawValue], storage.byteCount >= bytes {
      return storage.base.assumingMemoryBound(to: Float.self)
    }
    let storage = try Storage(byteCount: bytes)
    storages[slot.rawValue] = storage
    return storage.base.assumingMemoryBound(to: Float.self)
  }
}
