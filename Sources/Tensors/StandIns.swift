/// Memory that stands for the weights of a model which is only planned: they lie in it one after the other, again from its start
/// when it ends, so that products read as much memory as they will, and a model that would fill the machine takes little.
public final class StandIns {
  /// What the meter counts of one tensor.
  private final class Share {
    let meter: Meter
    let byteCount: Int
    let memory: Tensor

    init(_ byteCount: Int, of memory: Tensor, meter: Meter) {
      (self.byteCount, self.memory, self.meter) = (byteCount, memory, meter)
      meter.took(byteCount)
    }

    deinit { meter.gave(byteCount) }
  }

  /// More than caches hold.
  private static let usualBytes = 1 << 28

  private let meter: Meter
  private let memory: Tensor
  /// In elements.
  private var next = 0

  /// Memory for tensors of one type; nil where no plan is made, or where half the room does not hold the memory.
  ///
  /// - Parameters:
  ///   - total: Elements of all tensors.
  ///   - largest: Elements of the largest.
  public init?(total: Int, largest: Int, _ dtype: DType) throws {
    guard let planner = Meter.current as? Planner else { return nil }
    let count = min(total, max(largest, StandIns.usualBytes / dtype.size))
    guard count <= Storage.room() / 2 / dtype.size else { return nil }
    meter = planner
    // Written to: reading pages that nobody wrote to reads one and the same page.
    memory = try Meter.unmeasured { try Tensor.zeros([count], dtype) }
  }

  /// A tensor whose numbers mean nothing, which counts with all its bytes, and the same memory to write to.
  public func tensor(_ shape: [Int]) throws -> (tensor: Tensor, target: Tensor) {
    let count = try Tensor.elementCount(of: shape)
    if next + count > memory.count { next = 0 }
    guard count <= memory.count else {
      let own = try Tensor.uninitialized(shape, memory.dtype)
      return (own, own)
    }
    let strides = Tensor.rowMajorStrides(shape)
    let target = Tensor(storage: memory.storage, dtype: memory.dtype, shape: shape, strides: strides, offset: next)
    let byteCount = count * memory.dtype.size
    let storage = Storage(
      mapped: UnsafeRawPointer(memory.address + next * memory.dtype.size), byteCount: byteCount, owner: Share(byteCount, of: memory, meter: meter))
    // The next one begins at a cache line, too.
    next += (count + 63) / 64 * 64
    return (Tensor(storage: storage, dtype: memory.dtype, shape: shape, strides: strides), target)
  }
}
