import CThreads
import Glibc

/// The bytes behind one or more tensors: memory of their own, or a part of a mapped file that `owner` keeps alive.
public final class Storage {
  /// The first byte; of mapped memory, which must not be written to, see `isWritable`.
  public let base: UnsafeMutableRawPointer
  /// Bytes from `base` that belong to the storage.
  public let byteCount: Int
  /// False for mapped files: whoever wants to change such a tensor copies it first.
  public let isWritable: Bool
  private let owner: AnyObject?
  /// The meter under which it was made, which hears when it goes.
  private let meter: Meter?

  /// Bytes that large tensors may still take.
  nonisolated(unsafe) public static var room: () -> Int = { physicalMemory }

  /// Memory of its own, not initialised, aligned for the widest vectors.
  ///
  /// - Throws: `TensorError` when the machine does not have that much memory.
  public init(byteCount: Int) throws {
    let wanted = max(byteCount, 64)
    let meter = Meter.current
    self.meter = meter
    self.byteCount = byteCount
    isWritable = true
    if meter is Planner, wanted > 1 << 26, wanted < 1 << 46 {
      // What is only planned is never touched: addresses are enough, however many.
      let promise = try PromisedMemory(byteCount: wanted)
      (base, owner) = (promise.base, promise)
      meter?.took(byteCount)
      return
    }
    guard byteCount >= 0, wanted <= Storage.physicalMemory else {
      throw TensorError(
        "a tensor of \(formattedBytes(byteCount)) does not fit in this machine's \(formattedBytes(Storage.physicalMemory))")
    }
    if wanted > 1 << 26 {
      let room = Storage.room()
      if wanted > room {
        throw TensorError(
          "there is no room for a tensor of \(formattedBytes(byteCount))", notes: ["\(formattedBytes(max(0, room))) are left"])
      }
    }
    let isLarge = wanted >= Storage.largePages.from
    var pointer: UnsafeMutableRawPointer?
    guard posix_memalign(&pointer, isLarge ? Storage.largePages.size : 64, wanted) == 0, let pointer else {
      throw TensorError("there is no memory left for a tensor of \(formattedBytes(byteCount))")
    }
    // A wish: where the kernel has no large pages, small ones do.
    if isLarge { madvise(pointer, wanted / Storage.largePages.size * Storage.largePages.size, MADV_HUGEPAGE) }
    // What a plan times must not read what lay there: a NaN sends the products of matrix tiles another, slower way.
    if meter is Planner { memset(pointer, 0, wanted) }
    base = pointer
    owner = nil
    meter?.took(byteCount)
  }

  /// Bytes that lie in `owner`'s memory, read-only.
  public init(mapped base: UnsafeRawPointer, byteCount: Int, owner: AnyObject) {
    self.base = UnsafeMutableRawPointer(mutating: base)
    self.byteCount = byteCount
    self.owner = owner
    isWritable = false
    meter = nil
  }

  deinit {
    meter?.gave(byteCount)
    if owner == nil { free(base) }
  }

  /// Tensors of this many bytes lie in the kernel's pages of 2 MB: handing out pages of 4 KB one by one took as much processor
  /// time as filling them with the random weights of a 7B model (27 s of 52 s; 7 of 27 so).
  private static let largePages = (from: 32 << 20, size: 2 << 20)

  static let physicalMemory: Int = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let size = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && size > 0 ? pages * size : Int.max
  }()
}

/// Addresses of a plan's tensor: memory comes only to those that are written to.
private final class PromisedMemory {
  let base: UnsafeMutableRawPointer
  private let byteCount: Int

  init(byteCount: Int) throws {
    let pointer = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let pointer, pointer != MAP_FAILED else { throw TensorError("a tensor of \(formattedBytes(byteCount)) is too large to be planned") }
    base = pointer
    self.byteCount = byteCount
  }

  deinit { munmap(base, byteCount) }
}

/// `9.4 MB`, `512 B`: decimal units, as files are measured.
public func formattedBytes(_ count: Int) -> String {
  if count < 1000 { return "\(count) B" }
  var value = Double(count)
  for unit in ["kB", "MB", "GB", "TB", "PB"] {
    value /= 1000
    if value < 999.95 { return "\(Double((value * 10).rounded() / 10)) \(unit)" }
  }
  return "\(Double((value / 1000 * 10).rounded() / 10)) EB"
}
